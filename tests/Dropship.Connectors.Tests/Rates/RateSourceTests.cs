using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Connectors.Tests.Rates;

/// <summary>The sources of exchange rates, as they publish them.</summary>
public sealed class RateSourceTests
{
    private const string Bank = """
        <?xml version="1.0" encoding="UTF-8"?>
        <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
        <Cube><Cube time='2026-02-27'><Cube currency='USD' rate='1.1000'/><Cube currency='JPY' rate='163.50'/><Cube currency='CNY' rate='7.8100'/>
        <Cube currency='XAU' rate='2'/><Cube currency='GBP' rate='0'/></Cube></Cube>
        </gesmes:Envelope>
        """;

    [Fact]
    public async Task The_banks_euro_rates_become_yuan_over_the_euro()
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(200, Bank));
        await using var bench = Bench.Make(options => options.Rates.EuropeanCentralBank = server.Address);

        var read = await Sources(bench)[0].ReadAsync(CancellationToken.None);

        Assert.Equal(["EUR", "JPY", "USD"], read.Value.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            (7.1m, 7.81m, 0.0477675841m),
            (read.Value["USD"].YuanPerUnit, read.Value["EUR"].YuanPerUnit, read.Value["JPY"].YuanPerUnit)
        );
        Assert.Equal((new DateOnly(2026, 2, 27), "European Central Bank"), (read.Value["USD"].Day, read.Value["USD"].Source));
    }

    [Theory]
    [InlineData("""{"result":"success","time_last_update_unix":1772150400,"base_code":"CNY","rates":{"CNY":1,"USD":0.14,"VND":3571.43}}""")]
    [InlineData("""{"amount":1.0,"base":"CNY","date":"2026-02-27","rates":{"USD":0.14,"VND":3571.43}}""")]
    [InlineData("""{"amount":1.0,"base":"EUR","date":"2026-02-27","rates":{"USD":1.12,"CNY":8,"VND":28571.44}}""")]
    public async Task The_second_source_is_read_in_both_forms_and_with_any_base(string body)
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(body));
        await using var bench = Bench.Make(options => options.Rates.Second = server.Address);

        var read = await Sources(bench)[1].ReadAsync(CancellationToken.None);

        Assert.Equal((7.142857m, 0.0002799999m), (read.Value["USD"].YuanPerUnit, read.Value["VND"].YuanPerUnit));
        Assert.Equal(new DateOnly(2026, 2, 27), read.Value["USD"].Day);
    }

    [Theory]
    [InlineData("100000000000000000000")]
    [InlineData("0.00000000000000000000000001")]
    [InlineData("0.0009")]
    [InlineData("-7")]
    [InlineData("0")]
    public async Task What_cannot_be_a_rate_is_left_out_and_keeps_no_other_back(string rate)
    {
        var body = $$"""{"base":"CNY","date":"2026-02-27","rates":{"EUR":{{rate}},"JPY":21.5,"IDR":2250,"VND":3571.43,"GBP":0.11} }""";
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(body));
        await using var bench = Bench.Make(options => options.Rates.Second = server.Address);

        var read = await Sources(bench)[1].ReadAsync(CancellationToken.None);

        Assert.True(read.IsSuccess, read.ToString());
        Assert.Equal(["GBP", "IDR", "JPY", "VND"], read.Value.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("<html>busy</html>")]
    [InlineData("not xml")]
    [InlineData("<Envelope><Cube><Cube time='soon'><Cube currency='CNY' rate='7.8'/></Cube></Cube></Envelope>")]
    [InlineData("<Envelope><Cube><Cube time='2026-02-27'><Cube currency='USD' rate='1.1'/></Cube></Cube></Envelope>")]
    [InlineData("<Envelope><Cube><Cube time='2026-02-27'><Cube currency='CNY' rate='100000000000000000000'/></Cube></Cube></Envelope>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><Envelope>&a;</Envelope>")]
    public async Task What_is_no_list_of_rates_is_unreadable_and_never_empty(string body)
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(200, body));
        await using var bench = Bench.Make(options => options.Rates.EuropeanCentralBank = server.Address);

        var read = await Sources(bench)[0].ReadAsync(CancellationToken.None);

        Assert.Equal(ProblemKind.Unreadable, read.Problem!.Kind);
    }

    [Fact]
    public async Task The_sandbox_serves_both_sources()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), CancellationToken.None);
        await using var bench = Bench.Make(options =>
        {
            options.Rates.EuropeanCentralBank = new Uri(sandbox.Address, "rates/eurofxref-daily.xml");
            options.Rates.Second = new Uri(sandbox.Address, "rates/latest/CNY");
        });

        var read = await Task.WhenAll(Sources(bench).Select(source => source.ReadAsync(CancellationToken.None)));

        Assert.All(read, one => Assert.True(one.IsSuccess, one.ToString()));
        Assert.Equal(7.1m, read[0].Value["USD"].YuanPerUnit);
        Assert.Contains("VND", read[1].Value.Keys);
    }

    [Fact]
    public async Task Nothing_is_fetched_when_that_is_turned_off()
    {
        await using var bench = Bench.Make(options => options.Rates.Off = true);

        Assert.Empty(Sources(bench));
    }

    private static IReadOnlyList<IRateSource> Sources(Bench bench) => bench.Get<IReadOnlyList<IRateSource>>();
}

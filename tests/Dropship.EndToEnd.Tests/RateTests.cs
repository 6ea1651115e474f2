using Dropship.Core.Ports;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>Exchange rates come by themselves.</summary>
[Collection(nameof(RunningSystem))]
public sealed class RateTests(RunningSystem fixture)
{
    [Fact]
    public async Task Rates_are_fetched_after_the_start_from_both_sources()
    {
        var record = await Wait.ForAsync(
            "the rates are fetched",
            async () =>
            {
                // Each look reads the row anew.
                await using var services = new AppServices(fixture.System);
                return await services.Get<IFetchedRates>().FindAsync(CancellationToken.None) is { FetchedAt: not null } found
                    ? found
                    : null;
            },
            TimeSpan.FromMinutes(3)
        );

        Assert.Equal((7.1m, "European Central Bank"), (record.Rates["USD"].YuanPerUnit, record.Rates["USD"].Source));
        Assert.Equal("127.0.0.1", record.Rates["VND"].Source);
        Assert.Null(record.Problem);
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>Exchange rates come by themselves, once a day, and are told when they stay away.</summary>
public sealed class RateRefreshTests
{
    private static readonly CallProblem s_down = new(ProblemKind.Transient, "http-500", "down");

    private readonly World _world = new(null, options => options with { Rates = ExchangeRates.None });
    private readonly RatePublisher _bank = new("bank");
    private readonly RatePublisher _service = new("service");

    public RateRefreshTests() => _world.RateSources = [_bank, _service];

    private DateOnly Today => DateOnly.FromDateTime(_world.Clock.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task Rates_are_fetched_at_once_and_then_once_a_day()
    {
        _bank.Set(Today, ("USD", 7.1m));
        await LookAsync();
        Assert.Equal(7.1m, (await _world.Rates.ReadAsync(CancellationToken.None)).Find("USD"));

        await LookAsync();
        _world.Clock.Advance(TimeSpan.FromHours(12));
        await LookAsync();
        Assert.Equal(1, _bank.Reads);

        _world.Clock.Advance(TimeSpan.FromHours(12));
        _bank.Set(Today, ("USD", 7.2m));
        await LookAsync();
        Assert.Equal((2, 7.2m), (_bank.Reads, (await _world.Rates.ReadAsync(CancellationToken.None)).Find("USD")));
    }

    [Theory]
    [InlineData(3, 7.1)]
    [InlineData(5, 7.3)]
    public async Task The_second_source_fills_in_and_stands_in_for_a_bank_that_is_far_behind(int behind, double rate)
    {
        _bank.Set(Today.AddDays(-behind), ("USD", 7.1m));
        _service.Set(Today, ("USD", 7.3m), ("VND", 0.00028m));

        await LookAsync();

        var rates = await _world.Rates.ReadAsync(CancellationToken.None);
        Assert.Equal(((decimal)rate, 0.00028m), (rates.Find("USD"), rates.Find("VND")));
        Assert.Equal((Today, "service"), (rates.DayOf("VND"), rates.Fetched["VND"].Source));
    }

    [Fact]
    public async Task Older_rates_never_replace_newer_ones_and_a_silent_source_leaves_them()
    {
        _bank.Set(Today, ("USD", 7.1m));
        await LookAsync();
        _world.Clock.Advance(TimeSpan.FromDays(1));
        _bank.Set(Today.AddDays(-5), ("USD", 6m));
        await LookAsync();
        Assert.Equal(7.1m, (await _world.Rates.ReadAsync(CancellationToken.None)).Find("USD"));

        _bank.Problem = _service.Problem = s_down;
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await LookAsync();
        var reads = _bank.Reads;
        _world.Clock.Advance(TimeSpan.FromMinutes(59));
        await LookAsync();
        Assert.Equal(reads, _bank.Reads);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LookAsync();

        Assert.Equal(reads + 1, _bank.Reads);
        Assert.Equal(7.1m, (await _world.Rates.ReadAsync(CancellationToken.None)).Find("USD"));
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Rates_that_are_set_go_before_fetched_ones()
    {
        var world = new World();
        world.FetchedRates.Record = new RateRecord
        {
            Since = world.Clock.GetUtcNow(),
            TriedAt = world.Clock.GetUtcNow(),
            Rates = new Dictionary<string, FetchedRate>
            {
                ["USD"] = new(6m, new DateOnly(2026, 3, 1), "bank"),
                ["EUR"] = new(7.8m, new DateOnly(2026, 3, 1), "bank"),
            },
        };

        var rates = await world.Rates.ReadAsync(CancellationToken.None);

        Assert.Equal((7m, new DateOnly(2026, 1, 31)), (rates.Find("USD"), rates.DayOf("USD")));
        Assert.Equal((7.8m, new DateOnly(2026, 3, 1)), (rates.Find("EUR"), rates.DayOf("EUR")));
        Assert.Equal((1m, false), (rates.Find("CNY"), rates.IsFetched("CNY")));
    }

    [Fact]
    public async Task Sources_that_stay_silent_until_the_rates_are_too_old_are_told_once_and_margins_stop()
    {
        _bank.Set(Today, ("USD", 7m));
        await LookAsync();
        _bank.Problem = _service.Problem = s_down;
        for (var day = 0; day < 12; day++)
        {
            _world.Clock.Advance(TimeSpan.FromDays(1));
            await LookAsync();
            Assert.Equal(day >= 7 ? 1 : 0, _world.AlertRows.Open.Count);
        }

        var told = Assert.Single(_world.AlertRows.Open.Values);
        Assert.Equal(HoldReasons.RatesOutdated.Code, told.Notice.Code);
        Assert.Contains(
            "no new rates of USD since 2026-03-01; reported: bank: http-500: down",
            told.Notice.Detail,
            StringComparison.Ordinal
        );
        Assert.Equal(HoldReasons.MarginUnknown.Code, (await BuyAsync()).Hold?.Code);

        _bank.Problem = null;
        _bank.Set(Today, ("USD", 7m));
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await LookAsync();
        Assert.DoesNotContain(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.RatesOutdated.Code);
    }

    [Fact]
    public async Task Sources_that_never_answered_are_told_when_a_store_needs_them()
    {
        _bank.Problem = _service.Problem = s_down;
        await LookAsync();
        Assert.Empty(_world.AlertRows.Open);

        _world.Clock.Advance(TimeSpan.FromDays(8));
        await LookAsync();
        Assert.Equal(HoldReasons.RatesOutdated.Code, Assert.Single(_world.AlertRows.Open.Values).Notice.Code);

        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { Currency = "CNY" }, CancellationToken.None);
        await LookAsync();
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Without_sources_nothing_fetched_is_in_force_and_nobody_is_told_of_old_rates()
    {
        _bank.Set(Today, ("USD", 7m));
        await LookAsync();
        _bank.Problem = _service.Problem = s_down;
        _world.Clock.Advance(TimeSpan.FromDays(9));
        await LookAsync();
        Assert.Single(_world.AlertRows.Open);

        _world.RateSources = [];
        await LookAsync();

        Assert.Empty(_world.AlertRows.Open);
        Assert.Null((await _world.Rates.ReadAsync(CancellationToken.None)).Find("USD"));
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 7)]
    public async Task A_rate_of_a_day_that_is_to_come_is_left_out(int ahead, double rate)
    {
        _bank.Set(Today.AddDays(ahead), ("USD", 8m));
        _service.Set(Today, ("USD", 7m));

        await LookAsync();

        Assert.Equal((decimal)rate, (await _world.Rates.ReadAsync(CancellationToken.None)).Find("USD"));
        Assert.Equal(ahead > 1, _world.FetchedRates.Record!.Problem?.StartsWith("bank: ", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task A_kept_rate_of_a_day_that_is_to_come_gives_way_to_todays()
    {
        _world.FetchedRates.Record = new RateRecord
        {
            Since = _world.Clock.GetUtcNow(),
            TriedAt = _world.Clock.GetUtcNow().AddDays(-1),
            Rates = new Dictionary<string, FetchedRate> { ["USD"] = new(8m, Today.AddYears(1), "bank") },
        };
        _bank.Set(Today, ("USD", 7m));

        await LookAsync();

        Assert.Equal(7m, (await _world.Rates.ReadAsync(CancellationToken.None)).Find("USD"));
    }

    [Fact]
    public async Task One_source_that_fails_is_asked_again_within_the_hour()
    {
        _bank.Set(Today, ("USD", 7m));
        _service.Problem = s_down;
        await LookAsync();
        _world.Clock.Advance(TimeSpan.FromHours(1));
        _service.Problem = null;
        _service.Set(Today, ("VND", 0.00028m));

        await LookAsync();

        Assert.Equal(0.00028m, (await _world.Rates.ReadAsync(CancellationToken.None)).Find("VND"));
        Assert.Null(_world.FetchedRates.Record!.Problem);
    }

    private async Task<PurchaseOrder> BuyAsync()
    {
        _world.Guard(new GuardOptions { MinimumMarginPercent = 0 });
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { UpdatedAt = _world.Clock.GetUtcNow() };
        await _world.RunAsync();
        return await _world.PurchaseAsync("1001");
    }

    private Task LookAsync() =>
        new RateRefresh(
            _world.RateSources,
            _world.FetchedRates,
            _world.Rates,
            _world.StoreAccounts,
            _world.Alerts,
            new GuardOptions(),
            _world.Clock
        ).LookAsync(CancellationToken.None);
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Purchasing.Guards;

/// <summary>One purchase order costs 25 yuan here: two pieces at ten, and five of freight.</summary>
public sealed class SpendLimitTests
{
    [Fact]
    public async Task A_purchase_over_the_highest_price_is_held_and_not_placed_until_a_person_lets_it_through()
    {
        var world = await OrderAsync(new GuardOptions { MaximumPurchase = Money.Cny(2499) }, "1001");
        var purchase = await world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, HoldReasons.PriceOverLimit.Code), (purchase.State, purchase.Hold!.Code));
        Assert.Equal("it costs 25.00 CNY; one purchase order may cost 24.99 CNY", purchase.Hold.Detail);
        Assert.Empty(world.Market.Created);

        await world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "urgent", CancellationToken.None);
        await world.DrainAsync();
        Assert.Single(world.Market.Created);
        Assert.Single((await OrderAsync(new GuardOptions { MaximumPurchase = Money.Cny(2500) }, "1001")).Market.Created);
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(1000, 1)]
    public async Task Goods_over_the_highest_price_of_their_mapping_are_held(int maximumFen, int placed)
    {
        var world = new World();
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1") with { MaximumUnitPrice = maximumFen / 100m });
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await world.RunAsync();
        Assert.Equal(placed, world.Market.Created.Count);
        Assert.Equal(placed == 1 ? null : HoldReasons.PriceOverLimit.Code, (await world.PurchaseAsync("1001")).Hold?.Code);
    }

    public static TheoryData<GuardOptions> Limits =>
        new(
            new GuardOptions { DailyTotal = Money.Cny(5000) },
            new GuardOptions { DailyPerStore = Money.Cny(5000) },
            new GuardOptions { DailyPerSupplier = Money.Cny(5000) },
            new GuardOptions
            {
                DailyTotal = Money.Cny(9000),
                DailyPerStore = Money.Cny(9000),
                DailyPerSupplier = Money.Cny(5000),
            }
        );

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Once_a_days_limit_is_reached_new_ones_wait_with_one_alert_and_go_on_the_next_day(GuardOptions guards)
    {
        var world = await OrderAsync(guards, "1001", "1002", "1003");
        Assert.Equal(2, world.Market.Created.Count);
        var waits = await world.PurchaseAsync("1003");
        Assert.Equal((PurchaseOrderState.Planned, HoldReasons.SpendLimitReached.Code), (waits.State, waits.Hold!.Code));
        Assert.Single(world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.SpendLimitReached.Code);

        // 08:00 UTC; the day ends sixteen hours later.
        await WaitAsync(world, TimeSpan.FromHours(15.9));
        Assert.Equal(2, world.Market.Created.Count);
        await WaitAsync(world, TimeSpan.FromHours(0.1));
        Assert.Equal(3, world.Market.Created.Count);
        Assert.Empty(world.AlertRows.Open);
        Assert.Equal(1, world.AlertRows.Raised.Values.Max());
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await world.PurchaseAsync("1003")).State);
    }

    [Fact]
    public async Task The_day_begins_where_the_team_is()
    {
        var world = new World(
            new GuardOptions { DailyTotal = Money.Cny(2500), DayZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") }
        );
        await AddAsync(world, "1001", "1002");
        await WaitAsync(world, TimeSpan.FromHours(7.9));
        Assert.Single(world.Market.Created);

        // Midnight in Shanghai is 16:00 UTC.
        await WaitAsync(world, TimeSpan.FromHours(0.1));
        Assert.Equal(2, world.Market.Created.Count);
    }

    [Fact]
    public async Task A_raised_limit_lets_it_go_on_by_itself()
    {
        var guards = new GuardOptions { DailyTotal = Money.Cny(2500) };
        var world = await OrderAsync(guards, "1001", "1002");
        world.Guard(guards with { DailyTotal = Money.Cny(5000) });
        await WaitAsync(world, guards.LookAgainAfter);
        Assert.Equal(2, world.Market.Created.Count);
    }

    [Fact]
    public async Task A_person_lets_one_through_and_it_counts_all_the_same()
    {
        var world = await OrderAsync(new GuardOptions { DailyTotal = Money.Cny(2500) }, "1001", "1002", "1003");
        Assert.Equal(
            [HoldReasons.SpendLimitReached.Code],
            await world.Commands.ReleaseAsync(new OrderKey(World.Account, "1002"), "Ann", "urgent", CancellationToken.None)
        );
        await world.DrainAsync();
        Assert.Equal(2, world.Market.Created.Count);
        Assert.Equal(5000, world.Ledger.Sum("total"));
        Assert.Equal(PurchaseOrderState.Planned, (await world.PurchaseAsync("1003")).State);
    }

    [Fact]
    public async Task One_that_is_cancelled_unpaid_gives_its_share_back()
    {
        var world = await OrderAsync(new GuardOptions { DailyTotal = Money.Cny(2500), DailyPerSupplier = Money.Cny(2500) }, "1001", "1002");
        var first = await world.PurchaseAsync("1001");
        Assert.Equal(["total", "supplier:supplier-1"], first.Reservation!.Scopes);
        await world.PlayAsync(first.Key);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        await world.DecideAsync(await world.PurchaseAsync("1001"), approve: false);
        await world.PlayAsync(first.Key);
        Assert.Equal(0, world.Ledger.Sum("total"));
        await WaitAsync(world, TimeSpan.FromMinutes(30));
        Assert.Equal((2500, 2500), (world.Ledger.Sum("total"), world.Ledger.Sum("supplier:supplier-1")));
        Assert.Equal(2, world.Market.Created.Count);
    }

    [Fact]
    public async Task One_that_1688_refused_gives_its_share_back_and_takes_it_again_when_it_is_tried_anew()
    {
        var world = new World(new GuardOptions { DailyTotal = Money.Cny(2500) });
        world.Market.OnCreate = _ => CallResult.Refused<PurchaseCreated>("500_004", "no stock", RefusalMeaning.OutOfStock);
        await AddAsync(world, "1001");
        Assert.Equal(0, world.Ledger.Sum("total"));
        world.Market.OnCreate = null;
        await world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "stock is back", CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(2500, world.Ledger.Sum("total"));
        Assert.Single(world.Market.Orders);
    }

    [Fact]
    public async Task An_attempt_that_is_repeated_or_in_doubt_counts_once()
    {
        var world = new World(new GuardOptions { DailyTotal = Money.Cny(2500) });
        var tries = 0;
        world.Market.OnCreate = _ =>
            ++tries < 3
                ? CallResult.NotSent<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "down", "down"))
                : CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        await AddAsync(world, "1001");
        await WaitAsync(world, TimeSpan.FromMinutes(10));
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await world.PurchaseAsync("1001")).State);
        Assert.Equal(2500, world.Ledger.Sum("total"));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2500)]
    public async Task An_order_that_changes_before_the_intent_counts_only_when_it_is_bought(bool isCancelled, long counted)
    {
        var world = new World(new GuardOptions { DailyTotal = Money.Cny(2500) });
        world.Market.OnPreview = _ =>
        {
            world.Market.OnPreview = null;
            world.Store.Orders["1001"] = world.Store.Orders["1001"] with
            {
                CancelledAt = isCancelled ? world.Clock.GetUtcNow() : null,
                Note = "in the meantime",
                UpdatedAt = world.Clock.GetUtcNow(),
            };
            world
                .SinglePull.ReadAsync(new StoreChange(new OrderKey(World.Account, "1001"), null), null, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            world
                .Mapper.ReviewAsync(new OrderKey(World.Account, "1001"), isRedelivery: false, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            return null;
        };
        await AddAsync(world, "1001");
        Assert.Equal(
            isCancelled ? PurchaseOrderState.Cancelled : PurchaseOrderState.AwaitingApproval,
            (await world.PurchaseAsync("1001")).State
        );
        Assert.Equal(counted, world.Ledger.Sum("total"));
    }

    [Fact]
    public async Task Without_limits_the_ledger_is_never_asked()
    {
        var world = await OrderAsync(new GuardOptions { MaximumPurchase = Money.Cny(9000), MinimumMarginPercent = 0 }, "1001");
        Assert.Single(world.Market.Created);
        Assert.Equal(0, world.Ledger.Calls);
    }

    private static async Task<World> OrderAsync(GuardOptions guards, params string[] ids)
    {
        var world = new World(guards);
        await AddAsync(world, ids);
        return world;
    }

    private static async Task AddAsync(World world, params string[] ids)
    {
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        foreach (var id in ids)
        {
            world.Store.Orders[id] = World.Order(id, ("L1", "SKU-A", 2));
        }

        await world.RunAsync();
    }

    // Minute by minute, as the queue wakes what waits in it.
    private static async Task WaitAsync(World world, TimeSpan span)
    {
        for (var waited = TimeSpan.Zero; waited < span; waited += TimeSpan.FromMinutes(1))
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.DrainAsync();
        }
    }
}

using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Tests.Support;
using Dropship.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Orders;

/// <summary>No purchase goes below the floor by itself; a person may let one through, up to what it costs then.</summary>
public sealed class MarginTests
{
    private static readonly GuardOptions s_noLoss = new() { MinimumMarginPercent = 0 };
    private static readonly OrderKey s_order = new(World.Account, "1001");

    [Fact]
    public void A_margin_is_sale_less_fees_and_cost_in_yuan_and_names_its_rate_and_day()
    {
        var margin = Margin.Of(
            new Money(3998, "USD"),
            Money.Cny(25_000),
            2.9m,
            new ExchangeRates
            {
                YuanPerUnit = new Dictionary<string, decimal> { ["USD"] = 7.1m },
                Of = new DateOnly(2026, 1, 2),
            }
        )!;

        // 39.98 USD are 283.858 yuan; 2.9 % of 283.85 are 8.23165.
        Assert.Equal((Money.Cny(28_385), Money.Cny(824), Money.Cny(2561)), (margin.SaleInYuan, margin.Fees, margin.Amount));
        Assert.Equal("39.98 USD = 283.85 CNY (1 USD = 7.1 CNY, 2026-01-02)", margin.SaleText);
        Assert.True(margin.Reaches(9));
        Assert.False(margin.Reaches(9.1m));
        Assert.Null(Margin.Of(new Money(1, "EUR"), Money.Cny(1), 0, ExchangeRates.None));
    }

    [Fact]
    public async Task An_order_at_a_loss_is_held_with_the_figures_and_nothing_is_placed()
    {
        var world = await PlannedAsync(s_noLoss, pieceCost: 13_800);
        var purchase = await world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, HoldReasons.MarginBelowFloor.Code), (purchase.State, purchase.Hold!.Code));

        // Two pieces at 138.00 and 5.00 of freight against 39.98 USD.
        Assert.Equal(
            "sale 39.98 USD = 279.86 CNY (1 USD = 7 CNY, 2026-01-31), fees 0.00 CNY, cost 281.00 CNY, margin -1.14 CNY; at least 0 % of the sale must be left",
            purchase.Hold.Detail
        );
        Assert.Empty(world.Market.Created);
        Assert.Contains(world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.MarginBelowFloor.Code);
    }

    [Theory]
    [InlineData(13_743, 0, 0, true)]
    [InlineData(13_744, 0, 0, false)]
    [InlineData(13_743, 1, 0, false)]
    [InlineData(10_000, 10, 15, true)]
    [InlineData(10_000, 11, 16, false)]
    public async Task The_floor_is_sharp_and_counts_freight_and_fees(long pieceCost, int feePercent, int floor, bool isPlaced)
    {
        var world = await PlannedAsync(
            new GuardOptions { MinimumMarginPercent = floor },
            pieceCost,
            World.StoreAccount with
            {
                FeePercent = feePercent,
            }
        );
        Assert.Equal(isPlaced ? 1 : 0, world.Market.Created.Count);
    }

    [Fact]
    public async Task A_person_lets_that_one_through_at_that_cost_and_at_no_higher_one()
    {
        var world = await PlannedAsync(s_noLoss, pieceCost: 14_000);
        Assert.Equal(
            [HoldReasons.MarginBelowFloor.Code],
            await world.Commands.ReleaseAsync(s_order, "Ann", "a good customer", CancellationToken.None)
        );
        world.Market.PieceCost = Money.Cny(14_001);
        await world.DrainAsync();
        Assert.Empty(world.Market.Created);

        world.Market.PieceCost = Money.Cny(14_000);
        await world.Commands.ReleaseAsync(s_order, "Ann", "a good customer", CancellationToken.None);
        await world.DrainAsync();
        var purchase = await world.PurchaseAsync("1001");
        Assert.Equal(PurchaseOrderState.AwaitingApproval, purchase.State);
        Assert.Equal(("Ann", "a good customer"), (purchase.Waivers[0].By, purchase.Waivers[0].Why));
        var history = await world.Orders.ReadEventsAsync(s_order, CancellationToken.None);
        Assert.All(history.Where(told => told.What == EventKinds.GuardWaived), told => Assert.Equal("person:Ann", told.Actor));
    }

    [Theory]
    [InlineData(PaymentMode.Cashier)]
    [InlineData(PaymentMode.Agreement)]
    public async Task A_price_that_rose_below_the_floor_is_held_before_the_payment_though_it_was_approved(PaymentMode mode)
    {
        var world = await PlannedAsync(s_noLoss, pieceCost: 1000);
        await world.PurchasingAccounts.SaveAsync(World.PurchasingAccount with { PaymentMode = mode }, CancellationToken.None);
        var key = (await world.PurchaseAsync("1001")).Key;
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Market.Change(world.Market.Single.OrderId, order => order with { Total = Money.Cny(30_000) });
        await world.PlayAsync(key);
        await world.DecideAsync(await world.PurchaseAsync("1001"), approve: true);
        Assert.Equal(FulfilmentStep.AwaitPerson, (await world.PlayAsync(key)).Step);
        var held = await world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Approved, HoldReasons.MarginBelowFloor.Code, null), (held.State, held.Hold!.Code, held.Payment));
        Assert.Empty(world.Market.Payments);

        await world.Commands.ReleaseAsync(s_order, "Ann", "all the same", CancellationToken.None);
        await world.PlayAsync(key);
        Assert.NotNull((await world.PurchaseAsync("1001")).Payment);
    }

    [Fact]
    public async Task Without_a_rate_a_floor_holds_and_without_a_floor_nothing_asks_for_one()
    {
        foreach (var (floor, code) in ((decimal?, string?)[])[(0m, HoldReasons.MarginUnknown.Code), (null, null)])
        {
            var world = new World(
                new GuardOptions { MinimumMarginPercent = floor },
                options => options with { Rates = ExchangeRates.None }
            );
            await OrderAsync(world);
            var purchase = await world.PurchaseAsync("1001");
            Assert.Equal(code, purchase.Hold?.Code);
            Assert.Equal(code is null ? 1 : 0, world.Market.Created.Count);
            Assert.Equal(code is null ? null : "no rate is set for USD", purchase.Hold?.Detail);
        }
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, "the rate of USD is of 2025-12-30, 61 days ago; rates are used for 60 days")]
    public async Task A_margin_is_not_judged_by_rates_that_are_too_old(int days, string? held)
    {
        var of = DateOnly.FromDateTime(TestClock.Begin.UtcDateTime).AddDays(-days);
        var world = new World(s_noLoss, options => options with { Rates = options.Rates with { Of = of } });
        await OrderAsync(world);

        var hold = (await world.PurchaseAsync("1001")).Hold;
        Assert.Equal((held is null ? null : HoldReasons.MarginUnknown.Code, held), (hold?.Code, hold?.Detail));
        Assert.Equal(held is null ? 1 : 0, world.Market.Created.Count);
    }

    [Fact]
    public async Task The_parts_of_a_bundle_are_judged_together_before_the_first_is_placed()
    {
        // Each alone is cheap enough for the price of the bundle; both are not.
        var world = new World(s_noLoss);
        await world.MapAsync("SET", World.Item("supplier-1", "610000000001"), World.Item("supplier-2", "620000000001"));
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SET", 1));
        world.Market.PieceCost = Money.Cny(7000);
        await world.RunAsync();
        Assert.Empty(world.Market.Created);
        Assert.All(
            (await world.ReadAsync("1001")).PurchaseOrders,
            purchase => Assert.Equal(HoldReasons.MarginBelowFloor.Code, purchase.Hold!.Code)
        );

        world.Market.PieceCost = Money.Cny(6000);
        await world.Commands.ReleaseAsync(s_order, "Ann", "cheaper now", CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(2, world.Market.Created.Count);
    }

    [Fact]
    public async Task A_part_of_a_bundle_that_nobody_can_price_holds_the_others()
    {
        var world = new World(s_noLoss);
        await world.MapAsync("SET", World.Item("supplier-1", "610000000001"), World.Item("supplier-2", "620000000001"));
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SET", 1));
        world.Market.OnPreview = request =>
            request.Lines[0].OfferId == "620000000001"
                ? CallResult.Refused<PurchasePreview>("500_004", "no stock", RefusalMeaning.OutOfStock)
                : null;
        await world.RunAsync();
        Assert.Empty(world.Market.Created);
        Assert.Equal(
            [HoldReasons.MarginUnknown.Code, HoldReasons.OutOfStock.Code],
            (await world.ReadAsync("1001")).PurchaseOrders.Select(purchase => purchase.Hold!.Code)
        );
    }

    [Fact]
    public async Task Purchase_orders_that_share_no_line_each_pay_for_themselves()
    {
        var world = new World(s_noLoss);
        await world.MapAsync("A", World.Item("supplier-1", "610000000001", quantity: 1));
        await world.MapAsync("B", World.Item("supplier-2", "620000000001", quantity: 20));
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "A", 1), ("L2", "B", 1));
        await world.RunAsync();
        Assert.Equal(
            [null, HoldReasons.MarginBelowFloor.Code],
            (await world.ReadAsync("1001")).PurchaseOrders.Select(purchase => purchase.Hold?.Code)
        );
    }

    [Fact]
    public void No_automatic_way_leads_below_the_floor()
    {
        var lines = Gen.NonEmptyListOf(
            from sku in Gen.Choose(0, 3)
            from pieces in Gen.Choose(1, 4)
            select (Sku: $"S{sku}", Pieces: pieces)
        );
        var mapping =
            from supplier in Gen.Choose(1, 3)
            from offer in Gen.Choose(1, 3)
            from each in Gen.Choose(1, 3)
            select World.Item($"sup-{supplier}", $"{offer}", null, each);
        var figures =
            from cost in Gen.Choose(1, 12_000)
            from fee in Gen.Choose(0, 20)
            from floor in Gen.Choose(-20, 60)
            from rate in Gen.Choose(1, 900)
            select (Cost: cost, Fee: fee, Floor: floor, Rate: rate / 100m);
        var property = Prop.ForAll(
            Arb.From(
                from l in lines
                from m in Gen.ArrayOf(Gen.NonEmptyListOf(mapping), 4)
                from f in figures
                select (Lines: l, Mappings: m, Figures: f)
            ),
            given => IsKeptAsync(given.Lines, given.Mappings, given.Figures).GetAwaiter().GetResult()
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), property);
    }

    private static async Task<bool> IsKeptAsync(
        IEnumerable<(string Sku, int Pieces)> lines,
        List<MappedItem>[] mappings,
        (int Cost, int Fee, int Floor, decimal Rate) figures
    )
    {
        var world = new World(
            new GuardOptions { MinimumMarginPercent = figures.Floor },
            options =>
                options with
                {
                    Rates = new ExchangeRates { YuanPerUnit = new Dictionary<string, decimal> { ["USD"] = figures.Rate } },
                }
        );
        await world.StoreAccounts.SaveAsync(World.StoreAccount with { FeePercent = figures.Fee }, CancellationToken.None);
        await world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        world.Market.PieceCost = Money.Cny(figures.Cost);
        for (var index = 0; index < mappings.Length; index++)
        {
            // No mapping names an offer twice.
            await world.MapAsync($"S{index}", [.. mappings[index].DistinctBy(item => item.OfferId)]);
        }

        world.Store.Orders["1001"] = World.Order("1001", [.. lines.Select((line, index) => ($"L{index}", (string?)line.Sku, line.Pieces))]);
        await world.RunAsync();
        foreach (var purchase in (await world.ReadAsync("1001")).PurchaseOrders.Where(purchase => purchase.SupplierOrders.Count > 0))
        {
            await world.PlayAsync(purchase.Key);
            await world.DecideAsync((await world.ReadAsync("1001")).Find(purchase.Key)!, approve: true);
            await world.PlayAsync(purchase.Key);
        }

        // What was sold, against all that went out for it: reckoned here on its own, over the whole store order's bought lines.
        var record = await world.ReadAsync("1001");
        var bought = record.PurchaseOrders.Where(purchase => purchase.SupplierOrders.Count > 0).ToList();
        var leads = bought.SelectMany(purchase => purchase.Lines).SelectMany(line => line.Sources).Where(source => source.IsLead);
        var sold = leads.Sum(source => 19.99m * source.StorePieces) * figures.Rate * 100;
        var spent = world.Market.Orders.Sum(order => order.Total.Minor);
        return bought.Count == 0 || sold - (sold * figures.Fee / 100) - spent >= sold * figures.Floor / 100;
    }

    private static async Task<World> PlannedAsync(GuardOptions guards, long pieceCost, StoreAccount? store = null)
    {
        var world = new World(guards);
        world.Market.PieceCost = Money.Cny(pieceCost);
        await world.StoreAccounts.SaveAsync(store ?? World.StoreAccount, CancellationToken.None);
        await OrderAsync(world);
        return world;
    }

    private static async Task OrderAsync(World world)
    {
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await world.RunAsync();
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Planning;

public sealed class OrderReviewTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(StorePaymentStatus.Pending, OrderState.AwaitingPayment)]
    [InlineData(StorePaymentStatus.Authorized, OrderState.AwaitingPayment)]
    [InlineData(StorePaymentStatus.PartiallyPaid, OrderState.AwaitingPayment)]
    [InlineData(StorePaymentStatus.Unknown, OrderState.Held)]
    [InlineData(StorePaymentStatus.Refunded, OrderState.Cancelled)]
    [InlineData(StorePaymentStatus.Voided, OrderState.Cancelled)]
    public async Task Nothing_is_bought_while_the_store_has_not_got_the_money(StorePaymentStatus payment, OrderState state)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = payment };
        await _world.RunAsync();
        Assert.Equal(state, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.Market.Created);
    }

    [Fact]
    public async Task An_order_whose_money_comes_later_goes_on_by_itself()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Pending };
        await _world.RunAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Change("1001", order => order with { Payment = StorePaymentStatus.Paid });
        await _world.RunAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task An_authorised_payment_counts_where_the_account_says_so()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { TakeAuthorizedOrders = true }, CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Authorized };
        await _world.RunAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task An_unmapped_sku_waits_visibly_and_goes_on_by_itself_once_it_is_mapped()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-NEW", 1));
        await _world.RunAsync();
        var held = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.SkuUnmapped.Code, "SKU-NEW"), (held.State, held.Hold!.Code, held.Hold.Detail));
        Assert.Equal(HoldReasons.SkuUnmapped.Code, _world.Orders.Shown[held.Key].HoldCode);
        Assert.Single(_world.AlertRows.Open);
        Assert.Empty(_world.Market.Created);

        await _world.MapAsync("SKU-NEW", World.Item("supplier-1", "610000000002"));
        await _world.DrainAsync();
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(2, Assert.Single(_world.Market.Created).Lines.Count);
    }

    [Fact]
    public async Task A_line_without_a_sku_is_visible_and_blocks_the_order()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", null, 1));
        await _world.RunAsync();
        var held = await _world.ReadAsync("1001");
        Assert.Equal(HoldReasons.LineWithoutSku.Code, held.Hold!.Code);
        Assert.Contains("L2", held.Hold.Detail, StringComparison.Ordinal);
        Assert.Equal(2, held.StoreOrder.Lines.Count);
    }

    [Fact]
    public async Task A_missing_part_of_the_address_stops_the_order_with_its_name_and_no_call()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with
        {
            ShipTo = World.Address with { Country = "CN", City = " ", Phone = "call me" },
        };
        await _world.RunAsync();
        var held = await _world.ReadAsync("1001");
        Assert.Equal((HoldReasons.AddressIncomplete.Code, "city, phone"), (held.Hold!.Code, held.Hold.Detail));
        Assert.Empty(_world.Market.Created);
    }

    [Theory]
    [InlineData("VN", null, 0)]
    [InlineData("CW", null, 0)]
    [InlineData("TR", null, 0)]
    [InlineData("US", null, 1)]
    [InlineData("US", "94103", 0)]
    public void A_post_code_is_wanted_only_where_there_are_some(string country, string? postCode, int missing) =>
        Assert.Equal(missing, AddressRules.FindMissing(World.Address with { Country = country, PostCode = postCode }).Count);

    [Fact]
    public async Task The_address_goes_to_the_market_as_the_store_gave_it()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        var address = new ShipTo
        {
            FullName = "李伟",
            Mobile = "13800000101",
            Country = "CN",
            Province = "浙江省",
            City = "杭州市",
            District = "西湖区",
            Line1 = "文三路398号",
            PostCode = "310012",
        };
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { ShipTo = address };
        await _world.RunAsync();
        Assert.Equal(address, Assert.Single(_world.Market.Created).ShipTo);
        Assert.Equal(PurchaseRoute.Direct, (await _world.PurchaseAsync("1001")).Route);
    }

    [Fact]
    public async Task Goods_for_a_customer_outside_china_go_to_the_forwarder_with_the_orders_number()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.ForwarderAccounts.SaveAsync(World.ForwarderAccount with { MemberCode = "DS-01" }, CancellationToken.None);
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { ShipTo = World.Abroad };
        await _world.RunAsync();
        var request = Assert.Single(_world.Market.Created);
        Assert.Equal(World.Forwarder with { FullName = "集货仓 DS-01" }, request.ShipTo);
        Assert.Contains("#1001", request.Message, StringComparison.Ordinal);
        Assert.Equal(PurchaseRoute.Transit, (await _world.PurchaseAsync("1001")).Route);

        // Names in any script and an address without a post code are kept as they came.
        Assert.Equal(World.Abroad, (await _world.ReadAsync("1001")).StoreOrder.ShipTo);
    }

    [Fact]
    public async Task Without_a_forwarder_an_order_from_outside_china_waits_and_says_so()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { ForwarderId = null }, CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { ShipTo = World.Abroad };
        await _world.RunAsync();
        Assert.Equal(
            (HoldReasons.ForwarderMissing.Code, "VN"),
            ((await _world.ReadAsync("1001")).Hold!.Code, (await _world.ReadAsync("1001")).Hold!.Detail)
        );
    }

    [Fact]
    public async Task A_store_hold_is_respected_until_the_store_lifts_it()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { StoreHold = "HIGH_RISK_OF_FRAUD" };
        await _world.RunAsync();
        Assert.Equal(HoldReasons.StoreHold.Code, (await _world.ReadAsync("1001")).Hold!.Code);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { StoreHold = null });
        await _world.RunAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task In_manual_mode_nothing_is_placed_before_somebody_confirms_and_the_mode_stands_on_the_order()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PlacingMode = PlacingMode.Manual }, CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.RunAsync();
        var record = await _world.ReadAsync("1001");
        Assert.Equal(PlacingMode.Manual, record.PlacingMode);
        Assert.Equal(PurchaseOrderState.AwaitingConfirmation, record.PurchaseOrders.Single().State);
        Assert.Empty(_world.Market.Created);
        var told = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal(HoldReasons.PlacingUnconfirmed.Code, told.Code);
        Assert.Contains(record.PurchaseOrders.Single().Key.Value, told.Detail, StringComparison.Ordinal);

        // Switching the mode changes only orders that are not confirmed for purchase yet.
        await _world.StoreAccounts.SaveAsync(World.StoreAccount, CancellationToken.None);
        await _world.Mapper.ReviewAsync(record.Key, isRedelivery: false, CancellationToken.None);
        await _world.DrainAsync();
        Assert.Empty(_world.Market.Created);

        await _world.OrderAlerts.LookAsync(CancellationToken.None);
        Assert.Equal(told.Key, Assert.Single(_world.AlertRows.Open.Keys));

        Assert.True(await _world.Commands.ConfirmAsync(record.PurchaseOrders.Single().Key, "Ann", CancellationToken.None));
        Assert.Empty(_world.AlertRows.Open);
        await _world.DrainAsync();
        Assert.Single(_world.Market.Created);
        Assert.Equal(1, _world.AlertRows.Raised[told.Key]);
        Assert.False(await _world.Commands.ConfirmAsync(record.PurchaseOrders.Single().Key, "Ann", CancellationToken.None));
        await _world.DrainAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task One_purchase_order_goes_to_each_supplier()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.MapAsync("SKU-B", World.Item("supplier-2", "610000000002", "spec-2"));
        await _world.MapAsync("SKU-C", World.Item("supplier-1", "610000000003", "spec-3"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 2), ("L3", "SKU-C", 3));
        await _world.RunAsync();
        var record = await _world.ReadAsync("1001");
        Assert.Equal(["supplier-1", "supplier-2"], record.PurchaseOrders.Select(purchase => purchase.SupplierId).Order());
        Assert.Equal(2, _world.Market.Orders.Count);
        Assert.Equal(2, record.PurchaseOrders.Single(purchase => purchase.SupplierId == "supplier-1").Lines.Count);
    }

    [Fact]
    public async Task Many_store_skus_may_lead_to_one_spec_and_their_pieces_add_up()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.MapAsync("SKU-A-OLD", World.Item("supplier-1", "610000000001", "spec-1", 3));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2), ("L2", "SKU-A-OLD", 4));
        await _world.RunAsync();
        var line = Assert.Single(Assert.Single(_world.Market.Created).Lines);
        Assert.Equal(("610000000001", "spec-1", 14), (line.OfferId, line.SpecId, line.Quantity));
    }

    [Fact]
    public async Task A_bundle_becomes_all_of_its_parts()
    {
        await _world.MapAsync(
            "SET",
            World.Item("supplier-1", "610000000001", "spec-1", 2),
            World.Item("supplier-1", "610000000002", "spec-2")
        );
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SET", 3));
        await _world.RunAsync();
        Assert.Equal(
            [("610000000001", 6), ("610000000002", 3)],
            Assert.Single(_world.Market.Created).Lines.Select(line => (line.OfferId, line.Quantity))
        );
    }

    [Fact]
    public void Planning_conserves_every_piece_whatever_the_order_and_its_mappings()
    {
        var order =
            from lines in Gen.ListOf(from sku in Gen.Choose(0, 5) from pieces in Gen.Choose(1, 9) select (Sku: $"S{sku}", Pieces: pieces))
            where lines.Count > 0
            select lines;
        var mapping =
            from supplier in Gen.Choose(1, 3)
            from offer in Gen.Choose(1, 4)
            from each in Gen.Choose(1, 3)
            select World.Item($"sup-{supplier}", $"{offer}", null, each);
        var mappings = Gen.ArrayOf(Gen.NonEmptyListOf(mapping), 6);
        var property = Prop.ForAll(
            Arb.From(from o in order from m in mappings select (Order: o, Mappings: m)),
            given =>
            {
                var store = World.Order("1", [.. given.Order.Select((line, index) => ($"L{index}", (string?)line.Sku, line.Pieces))]);
                var maps = given
                    .Mappings.Select(
                        (items, index) =>
                            new SkuMapping
                            {
                                AccountId = World.Account,
                                Sku = $"S{index}",
                                Version = 1,
                                Items = [.. items],
                            }
                    )
                    .ToDictionary(one => one.Sku);
                var record = new Order
                {
                    Key = new OrderKey(World.Account, "1"),
                    StoreOrder = store,
                    State = OrderState.New,
                    StateSince = default,
                    FirstSeenAt = default,
                };
                var planned = PurchasePlan.Make(record, LineCoverage.FindUncovered(record), World.StoreAccount, null, maps, default);

                var wanted = store.Lines.SelectMany(line =>
                    maps[line.Sku!].Items.Select(item => (item.SupplierId, item.OfferId, Pieces: line.OpenQuantity * item.Quantity))
                );
                var expected = wanted
                    .GroupBy(want => (want.SupplierId, want.OfferId))
                    .ToDictionary(group => group.Key, group => group.Sum(want => want.Pieces));
                var actual = planned
                    .SelectMany(purchase => purchase.Lines.Select(line => (Key: (purchase.SupplierId, line.OfferId), line.Quantity)))
                    .ToDictionary(line => line.Key, line => line.Quantity);
                return expected.Count == actual.Count
                    && expected.All(entry => actual[entry.Key] == entry.Value)
                    && planned.Select(purchase => purchase.SupplierId).Distinct().Count() == planned.Count
                    && planned.Select(purchase => purchase.Key).Distinct().Count() == planned.Count
                    && planned.All(purchase =>
                        purchase.Lines.All(line => line.Quantity == line.Sources.Sum(source => source.StorePieces * source.PiecesEach))
                    );
            }
        );
        Check.One(Config.QuickThrowOnFailure, property);
    }

    [Fact]
    public async Task An_order_cancelled_before_it_is_placed_buys_nothing()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PlacingMode = PlacingMode.Manual }, CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.RunAsync();
        Assert.Single(_world.AlertRows.Open);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        await _world.RunAsync();
        var record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Cancelled, PurchaseOrderState.Cancelled), (record.State, record.PurchaseOrders.Single().State));
        Assert.Empty(_world.AlertRows.Open);
        Assert.Empty(_world.Market.Created);
    }

    [Fact]
    public async Task An_order_fulfilled_outside_ends_as_that_and_nothing_is_bought_or_pushed()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with
        {
            Fulfilment = StoreFulfilmentStatus.Fulfilled,
            Fulfilments = [new StoreFulfilment("F9", false, ["OTHER-1"], [])],
            Lines = [World.Order("1001", ("L1", "SKU-A", 1)).Lines[0] with { OpenQuantity = 0 }],
        };
        await _world.RunAsync();
        Assert.Equal(OrderState.FulfilledElsewhere, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.Market.Created);
        Assert.Equal(0, _world.Store.Writes);
    }
}

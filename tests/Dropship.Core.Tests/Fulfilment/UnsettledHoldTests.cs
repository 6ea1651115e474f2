using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment;

/// <summary>What a person is to settle is not over because the goods are shipped.</summary>
public sealed class UnsettledHoldTests
{
    private static readonly OrderKey s_order = new(World.Account, "1001");

    private readonly World _world = new();

    [Fact]
    public async Task Shipping_keeps_what_a_person_has_to_settle_and_the_number_goes_to_the_store_all_the_same()
    {
        var purchase = await PartlyTakenBackAsync();
        await _world.ShipAsync("ZTO1");
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);

        var record = await _world.ReadAsync("1001");
        var now = record.PurchaseOrders.Single();
        Assert.Equal(
            (PurchaseOrderState.Shipped, HoldReasons.PartlyTakenBack.Code, PushState.Confirmed, OrderState.Purchasing),
            (now.State, now.Hold?.Code, now.Parcels.Single().Push, record.State)
        );
        Assert.Equal(["ZTO1"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PartlyTakenBack.Code);

        Assert.Equal([HoldReasons.PartlyTakenBack.Code], await ReleaseAsync());
        await _world.DrainAsync();
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_part_that_is_shipped_keeps_it_too()
    {
        var purchase = await PartlyTakenBackAsync();
        var id = _world.Market.Single.OrderId;
        _world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        await _world.NewsAsync(id);
        await _world.PlayAsync(purchase.Key);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal(
            (PurchaseOrderState.PartlyShipped, HoldReasons.PartlyTakenBack.Code, 1),
            (now.State, now.Hold?.Code, _world.Store.Writes)
        );
    }

    [Fact]
    public async Task A_warning_of_lateness_gives_way_to_it_and_ends_with_the_shipping()
    {
        var purchase = await _world.PaidAsync();
        _world.Clock.Advance(_world.Fulfilment.SupplierShipsWithin);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(HoldReasons.ShipmentLate.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        await TakeOneBackAsync();
        Assert.Equal(HoldReasons.PartlyTakenBack.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
        await ReleaseAsync();
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(HoldReasons.ShipmentLate.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        await _world.ShipAsync("ZTO1");
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_parcel_without_a_number_is_told_of_once_it_is_settled()
    {
        var purchase = await PartlyTakenBackAsync();
        await _world.ShipAsync(null);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(HoldReasons.PartlyTakenBack.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        await ReleaseAsync();
        Assert.Equal(HoldReasons.ParcelWithoutNumber.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
        Assert.Equal([HoldReasons.ParcelWithoutNumber.Code], _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code));

        // Letting that go on says that its number is entered by hand.
        Assert.Single(await ReleaseAsync());
        var now = await _world.PurchaseAsync("1001");
        Assert.Null(now.Hold);
        Assert.True(Assert.Single(now.Parcels).IsNumberedByHand);
    }

    [Fact]
    public async Task A_number_that_the_store_refuses_is_told_with_what_is_not_settled()
    {
        var purchase = await PartlyTakenBackAsync();
        await _world.ShipAsync("ZTO1");
        _world.Store.PushRefusal = RefusalMeaning.Unspecified;
        await _world.PlayAsync(purchase.Key);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.PushRefused, HoldReasons.PushRefused.Code), (now.State, now.Hold?.Code));
        Assert.Contains(HoldReasons.PartlyTakenBack.Code, now.Hold!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goods_that_somebody_else_has_sent_meanwhile_wait_for_it_too()
    {
        var purchase = await PartlyTakenBackAsync();
        await _world.ShipAsync("ZTO1");
        _world.Store.PushRefusal = RefusalMeaning.AlreadyFulfilled;
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(HoldReasons.PartlyTakenBack.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        await ReleaseAsync();
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(PurchaseOrderState.FulfilledElsewhere, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task Goods_that_are_on_their_way_twice_wait_for_a_person_once()
    {
        var purchase = await _world.PaidAsync();
        var id = _world.Market.Single.OrderId;
        await _world.ShipAsync("ZTO1");
        _world.Market.Change(id, order => order with { Lines = [.. order.Lines, order.Lines[0] with { EntryId = $"{id}1" }] });
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal((HoldReasons.PurchaseDoubled.Code, 1), ((await _world.PurchaseAsync("1001")).Hold?.Code, _world.Store.Writes));

        await ReleaseAsync();
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.AlertRows.Open);
    }

    private Task<IReadOnlyList<string>> ReleaseAsync() => _world.Commands.ReleaseAsync(s_order, "Ann", "settled", CancellationToken.None);

    private async Task<PurchaseOrder> PartlyTakenBackAsync()
    {
        var purchase = await _world.PaidAsync();
        await TakeOneBackAsync();
        Assert.Equal(HoldReasons.PartlyTakenBack.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
        return purchase;
    }

    private async Task TakeOneBackAsync()
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change(
            "1001",
            order => order with { Payment = StorePaymentStatus.PartiallyRefunded, Lines = [order.Lines[0] with { OpenQuantity = 1 }] }
        );
        await _world.RunAsync();
    }
}

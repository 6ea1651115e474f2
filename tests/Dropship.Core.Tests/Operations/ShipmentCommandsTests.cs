using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>A number, and the end of it, can be given by hand; the purchase order goes on from there.</summary>
public sealed class ShipmentCommandsTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_number_that_the_supplier_told_by_word_goes_to_the_store()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.PlayAsync(key);

        Assert.True(await NumberAsync(key, "73123456789012"));
        Assert.True(await NumberAsync(key, "73123456789012"));
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["73123456789012"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);

        // 1688 shows it in the end.
        await _world.ShipAsync("73123456789012");
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["73123456789012"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
        Assert.Equal(["Li: told in the chat"], await WhyAsync(EventKinds.NumberGiven));
    }

    [Fact]
    public async Task A_parcel_without_a_number_gets_the_one_that_a_person_gives()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync(null);
        await _world.PlayAsync(key);
        Assert.Equal(HoldReasons.ParcelWithoutNumber.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        Assert.True(await NumberAsync(key, "73123456789012"));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Empty(_world.AlertRows.Open);
        Assert.Single(_world.Store.Orders["1001"].Fulfilments);
    }

    [Fact]
    public async Task A_number_takes_the_place_of_a_waybill_that_was_revoked()
    {
        var key = (await _world.PaidAsync()).Key;
        _world.Market.Status = ParcelStatus.InfoReceived;
        _world.Market.OnParcels = _ => CallResult.Success<IReadOnlyList<SupplierParcel>>(_world.Market.Parcels.Values.Single());
        await _world.ShipAsync("73123456789012");
        var id = _world.Market.Single.OrderId;
        _world.Market.Parcels[id][0] = _world.Market.Parcels[id][0] with { Status = ParcelStatus.Revoked, RawStatus = "CANCEL" };
        await _world.NewsAsync(id);
        await _world.PlayAsync(key);
        Assert.Empty(_world.Store.Orders["1001"].Fulfilments);

        Assert.True(await NumberAsync(key, "73123456789099"));
        _world.Clock.Advance(_world.Fulfilment.PushAgainAfter);
        await _world.PlayAsync(key);

        Assert.Equal(["73123456789099"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_number_by_hand_is_vouched_for()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync(null);

        Assert.True(await NumberAsync(key, "SF1234567890123"));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
    }

    [Fact]
    public async Task What_has_its_number_and_what_is_not_paid_takes_none()
    {
        var asked = await _world.AskedAsync();
        Assert.False(await NumberAsync(asked.Key, "73123456789012"));

        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync("73123456789012");
        Assert.False(await NumberAsync(key, "73123456789099"));
        Assert.False(await NumberAsync(PurchaseOrderKey.Parse("other.9.0123456789.s1"), "73123456789099"));
    }

    [Fact]
    public async Task What_the_store_refuses_is_marked_as_shipped_without_a_call()
    {
        var key = (await _world.PaidAsync()).Key;
        _world.Store.OnPush = _ => CallResult.Refused<TrackingReceipt>("bad", "no such carrier", RefusalMeaning.Unspecified);
        await _world.ShipAsync("73123456789012");
        await _world.PlayAsync(key);
        Assert.Equal(PurchaseOrderState.PushRefused, (await _world.PurchaseAsync("1001")).State);
        var writes = _world.Store.Writes;

        Assert.True(await _world.Shipments.MarkShippedAsync(key, "Li", "sent by the chat", CancellationToken.None));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Equal(writes, _world.Store.Writes);
        Assert.Empty(_world.AlertRows.Open);
        var order = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.FulfilledElsewhere, PurchaseOrderState.FulfilledElsewhere), (order.State, order.PurchaseOrders[0].State));
        Assert.Equal(["Li: sent by the chat"], await WhyAsync(EventKinds.TrackingLeft));
        Assert.False(await _world.Shipments.MarkShippedAsync(key, "Li", "again", CancellationToken.None));
    }

    [Fact]
    public async Task What_is_not_shipped_is_not_marked()
    {
        var key = (await _world.PaidAsync()).Key;

        Assert.False(await _world.Shipments.MarkShippedAsync(key, "Li", "x", CancellationToken.None));
    }

    private Task<bool> NumberAsync(PurchaseOrderKey key, string number) =>
        _world.Shipments.NumberAsync(key, number, "ZTO", "Li", "told in the chat", CancellationToken.None);

    private async Task<IEnumerable<string>> WhyAsync(EventKind what) =>
        (await _world.Orders.ReadEventsAsync(new OrderKey(World.Account, "1001"), CancellationToken.None))
            .Where(one => one.What == what)
            .Select(one => $"{one.Actor.Split(':')[1]}: {one.Why}");
}

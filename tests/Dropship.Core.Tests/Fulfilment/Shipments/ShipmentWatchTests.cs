using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Shipments;

/// <summary>What is wrong on the way of the goods is seen, told once, and over by itself when it is right again.</summary>
public sealed class ShipmentWatchTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_number_that_no_carrier_scans_is_suspected_in_time_and_told_once()
    {
        var key = await ShippedUnscannedAsync("73123456789012");

        var view = await _world.PlayAsync(key);

        // The store has the number; the purchase order does not end before a carrier has the parcel.
        Assert.Equal(["73123456789012"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
        Assert.Equal(FulfilmentStep.AwaitShipment, view.Step);
        Assert.Equal(_world.Clock.GetUtcNow() + _world.Fulfilment.PickupWithin, view.WakeAt);

        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(key)).Step);
        await _world.PlayAsync(key);

        var alert = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal(HoldReasons.ShipmentSuspected.Code, alert.Code);
        Assert.Contains("73123456789012 (ZTO Express)", alert.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(EventKinds.PurchaseHold));
    }

    [Fact]
    public async Task A_scan_that_comes_later_ends_the_suspicion_and_the_order()
    {
        var key = await SuspectedAsync();

        await ScanAsync();
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task A_scan_of_which_1688_did_not_tell_is_found_before_anyone_is_told()
    {
        var key = await ShippedUnscannedAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        var parcel = Assert.Single(_world.Market.Parcels[Id]);
        _world.Market.Parcels[Id][0] = parcel with { Status = ParcelStatus.InTransit, RawStatus = "ACCEPT" };

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Equal(0, await CountAsync(EventKinds.PurchaseHold));
    }

    [Theory]
    [InlineData("快件已在【义乌】由【张】揽收", true)]
    [InlineData("包裹等待揽收", false)]
    [InlineData("商家已发货", false)]
    [InlineData("商家的包裹已揽收", true)]
    [InlineData("揽收失败", false)]
    public async Task The_trace_shows_a_pickup_by_a_carriers_words_alone(string text, bool isPickup)
    {
        var key = await ShippedUnscannedAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        _world.Market.Traces[Id] =
        [
            new TraceEvent(_world.Market.Parcels[Id][0].ParcelId, "73123456789012", _world.Clock.GetUtcNow().AddHours(-5), text),
        ];

        var view = await _world.PlayAsync(key);

        Assert.Equal(isPickup, view.Step == FulfilmentStep.Finished);
        var row = Assert.Single(Assert.Single((await _world.PurchaseAsync("1001")).Parcels).Trace);
        Assert.Equal((_world.Clock.GetUtcNow().AddHours(-5), _world.Clock.GetUtcNow(), text), (row.OccurredAt, row.ReceivedAt, row.Text));
    }

    [Fact]
    public async Task A_scan_from_before_the_parcel_was_shipped_is_anothers()
    {
        var key = await ShippedUnscannedAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Market.Traces[Id] =
        [
            new TraceEvent(_world.Market.Parcels[Id][0].ParcelId, "73123456789012", _world.Clock.GetUtcNow().AddDays(-20), "已签收"),
        ];
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);

        await _world.PlayAsync(key);

        Assert.Equal(HoldReasons.ShipmentSuspected.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
    }

    [Fact]
    public async Task A_market_that_cannot_be_read_keeps_no_suspicion_back()
    {
        var key = await ShippedUnscannedAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        _world.Market.OnParcels = _ =>
            CallResult.NotSent<IReadOnlyList<SupplierParcel>>(new CallProblem(ProblemKind.Transient, "down", "no connection"));

        await _world.PlayAsync(key);

        Assert.Equal(HoldReasons.ShipmentSuspected.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
    }

    [Fact]
    public async Task A_person_who_knows_better_ends_the_suspicion_and_the_order()
    {
        var key = await SuspectedAsync();

        await _world.Commands.ReleaseAsync(key.Order, "li", "the supplier sent a photo", CancellationToken.None);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_word_for_one_parcel_is_none_for_another_that_is_shipped_later()
    {
        var key = (await _world.PaidAsync()).Key;
        _world.Market.Status = ParcelStatus.InfoReceived;
        _world.Market.Ship(Id, "73123456789012", new ParcelLine($"{Id}0", 1));
        await _world.NewsAsync(Id);
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        _world.Market.Ship(Id, "73123456789099", new ParcelLine($"{Id}0", 1));
        await _world.NewsAsync(Id);
        await _world.PlayAsync(key);

        await _world.Commands.ReleaseAsync(key.Order, "li", "the supplier sent a photo", CancellationToken.None);
        await _world.PlayAsync(key);
        Assert.Equal([true, false], (await _world.PurchaseAsync("1001")).Parcels.Select(parcel => parcel.IsPickupWaived));

        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        await _world.PlayAsync(key);
        var hold = (await _world.PurchaseAsync("1001")).Hold;
        Assert.Equal(
            (HoldReasons.ShipmentSuspected.Code, "73123456789099 (ZTO Express): no carrier has scanned it"),
            (hold?.Code, hold?.Detail)
        );
    }

    [Fact]
    public async Task A_new_number_starts_the_clock_anew()
    {
        var key = await SuspectedAsync();

        _world.Market.Parcels[Id][0] = _world.Market.Parcels[Id][0] with { WaybillNumber = "73123456789099" };
        await _world.NewsAsync(Id);
        var view = await _world.PlayAsync(key);

        Assert.Null((await _world.PurchaseAsync("1001")).Hold);
        Assert.Equal(_world.Clock.GetUtcNow() + _world.Fulfilment.PickupWithin, view.WakeAt);
    }

    [Fact]
    public async Task The_stores_own_hours_go_before_the_setting()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PickupHours = 6 }, CancellationToken.None);
        var key = await ShippedUnscannedAsync("73123456789012");

        Assert.Equal(_world.Clock.GetUtcNow().AddHours(6), (await _world.PlayAsync(key)).WakeAt);
    }

    [Fact]
    public async Task A_store_that_waits_for_the_scan_gets_the_number_with_it()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PushAfterPickup = true }, CancellationToken.None);
        var key = await ShippedUnscannedAsync("73123456789012");
        await _world.PlayAsync(key);
        Assert.Empty(_world.Store.Orders["1001"].Fulfilments);

        await ScanAsync();
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["73123456789012"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_store_that_waits_for_the_scan_gets_the_number_at_the_last_safe_moment()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PushAfterPickup = true }, CancellationToken.None);
        var shipBy = _world.Clock.GetUtcNow().AddHours(30);
        var key = await ShippedUnscannedAsync("73123456789012", shipBy);

        var view = await _world.PlayAsync(key);
        Assert.Empty(_world.Store.Orders["1001"].Fulfilments);
        Assert.Equal(shipBy - _world.Fulfilment.PushBeforeShipBy, view.WakeAt);

        _world.Clock.Advance(view.WakeAt!.Value - _world.Clock.GetUtcNow());
        await _world.PlayAsync(key);
        Assert.Single(_world.Store.Orders["1001"].Fulfilments);
    }

    [Fact]
    public async Task A_number_that_is_found_replaced_waits_for_the_one_that_may_be_on_its_way()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PushAfterPickup = true }, CancellationToken.None);
        var key = await ShippedUnscannedAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        _world.Market.Parcels[Id][0] = _world.Market.Parcels[Id][0] with
        {
            WaybillNumber = "73123456789099",
            Status = ParcelStatus.InTransit,
            RawStatus = "ACCEPT",
        };

        var view = await _world.PlayAsync(key);

        Assert.Empty(_world.Store.Orders["1001"].Fulfilments);
        Assert.True(view.WakeAt >= _world.Clock.GetUtcNow());
        _world.Clock.Advance(_world.Fulfilment.PushAgainAfter);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["73123456789099"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_number_that_is_not_the_carriers_is_not_given_to_the_store_before_it_is_put_right()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync("SF1234567890123");
        await _world.PlayAsync(key);

        var held = await _world.PurchaseAsync("1001");
        Assert.Equal(HoldReasons.NumberDoubtful.Code, held.Hold?.Code);
        Assert.Contains("looks like one of SF Express", held.Hold!.Detail, StringComparison.Ordinal);
        Assert.Empty(_world.Store.Orders["1001"].Fulfilments);

        _world.Market.Parcels[Id][0] = _world.Market.Parcels[Id][0] with { CarrierName = "顺丰速运", CarrierCode = "SF" };
        await _world.NewsAsync(Id);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(["SF1234567890123"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_person_lets_a_doubted_number_pass_as_it_is()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync("SF1234567890123");
        await _world.PlayAsync(key);

        await _world.Commands.ReleaseAsync(key.Order, "li", "it is right", CancellationToken.None);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Equal(["SF1234567890123"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_parcel_that_fails_is_told_and_over_when_it_arrives()
    {
        var key = await ShippedUnscannedAsync("73123456789012");
        await SetAsync(ParcelStatus.AttemptFailed, "NOGET");
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(key)).Step);
        var alert = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal(HoldReasons.ParcelTroubled.Code, alert.Code);
        Assert.Contains("73123456789012 (ZTO Express)", alert.Detail, StringComparison.Ordinal);

        await SetAsync(ParcelStatus.Delivered, "SIGN");
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_parcel_that_fails_after_the_end_is_told_as_well()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync("73123456789012");
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        _world.Clock.Advance(TimeSpan.FromDays(2));
        await SetAsync(ParcelStatus.AttemptFailed, "UNSIGN");
        Assert.Equal(HoldReasons.ParcelTroubled.Code, Assert.Single(_world.AlertRows.Open.Values).Notice.Code);

        await _world.Commands.ReleaseAsync(key.Order, "li", "the customer fetches it", CancellationToken.None);
        await _world.NewsAsync(Id);
        Assert.Empty(_world.AlertRows.Open);
    }

    private string Id => _world.Market.Single.OrderId;

    private async Task<PurchaseOrderKey> ShippedUnscannedAsync(string number, DateTimeOffset? shipBy = null)
    {
        _world.ShipBy = shipBy;
        var purchase = await _world.PaidAsync();
        _world.Market.Status = ParcelStatus.InfoReceived;
        await _world.ShipAsync(number);
        return purchase.Key;
    }

    private async Task<PurchaseOrderKey> SuspectedAsync()
    {
        var key = await ShippedUnscannedAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        await _world.PlayAsync(key);
        Assert.Equal(HoldReasons.ShipmentSuspected.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
        return key;
    }

    private Task ScanAsync() => SetAsync(ParcelStatus.InTransit, "ACCEPT");

    private async Task SetAsync(ParcelStatus status, string word)
    {
        _world.Market.Parcels[Id][0] = _world.Market.Parcels[Id][0] with { Status = status, RawStatus = word };
        await _world.NewsAsync(Id);
    }

    private async Task<int> CountAsync(EventKind what) =>
        (await _world.Orders.ReadEventsAsync(new OrderKey(World.Account, "1001"), CancellationToken.None)).Count(one => one.What == what);
}

using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Forwarding;

/// <summary>Goods for abroad: the supplier's waybill stays in China, and the customer sees the forwarder's number.</summary>
public sealed class ForwardingTests
{
    private readonly World _world = new();

    private FakeForwarder Forwarder => _world.ForwarderKind;

    [Fact]
    public async Task The_supplier_waybill_goes_to_the_forwarder_and_only_the_forwarders_number_to_the_store()
    {
        var key = await ShippedAsync("ZTO100");

        Assert.Equal(FulfilmentStep.AwaitForwarder, (await _world.PlayAsync(key)).Step);

        var told = Assert.Single(Forwarder.Announced).Value;
        Assert.Equal((key.Value, "#1001", "ZTO100"), (told.Reference, told.OrderNumber, told.Parcels.Single().WaybillNumber));
        Assert.Equal(("L1", 2, new Money(1999, "USD")), (told.Goods[0].LineId, told.Goods[0].Quantity, told.Goods[0].UnitValue!.Value));
        Assert.Equal(World.Abroad, told.Customer);
        Assert.Empty(_world.Store.Orders["1001"].Fulfilments);
        var parcel = (await _world.PurchaseAsync("1001")).Parcels.Single();
        Assert.Equal((ParcelLeg.ToForwarder, false, false), (parcel.Leg, parcel.ConcernsStore, parcel.NeedsPush));

        await TellAsync(key, Shipment("S1", "LX900") with { WeightGrams = 420, Fee = Money.Cny(3550) });
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        var record = await _world.ReadAsync("1001");
        var onward = record.PurchaseOrders.Single().Parcels[1];
        Assert.Equal(OrderState.Fulfilled, record.State);
        Assert.Equal(["LX900"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
        Assert.Equal(
            (ParcelLeg.ToCustomer, PushState.Confirmed, 420, Money.Cny(3550)),
            (onward.Leg, onward.Push, onward.WeightGrams, onward.Fee)
        );
    }

    [Fact]
    public async Task A_callback_is_told_once_however_often_it_comes()
    {
        var key = await AnnouncedAsync();
        await TellAsync(key, Shipment("S1", "LX900"));
        var events = (await _world.ReadAsync("1001")).EventCount;
        await TellAsync(key, Shipment("S1", "LX900"));

        Assert.Equal(events, (await _world.ReadAsync("1001")).EventCount);
        Assert.Equal(
            WebhookAnswer.Refused,
            await _world.Callbacks.TakeAsync(World.ForwarderId, World.Delivery(new Dictionary<string, string>()), CancellationToken.None)
        );
    }

    [Fact]
    public async Task Goods_that_leave_in_several_parcels_are_pushed_in_part_and_end_with_the_last()
    {
        var key = await AnnouncedAsync();
        await TellAsync(key, Shipment("S1", "LX900", ("L1", 1)));
        Assert.Equal(FulfilmentStep.AwaitForwarder, (await _world.PlayAsync(key)).Step);
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);

        await TellAsync(key, Shipment("S1", "LX900", ("L1", 1)), Shipment("S2", "LX901", ("L1", 1)));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Equal(
            [
                ["LX900"],
                ["LX901"],
            ],
            _world.Store.Orders["1001"].Fulfilments.Select(fulfilment => fulfilment.TrackingNumbers.ToArray())
        );
    }

    [Fact]
    public async Task A_further_box_of_unknown_content_joins_the_fulfilment()
    {
        var key = await AnnouncedAsync();
        await TellAsync(key, Shipment("S1", "LX900"), Shipment("S2", "LX901"));

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["LX900", "LX901"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
    }

    [Fact]
    public async Task One_shipment_of_two_purchase_orders_gives_both_its_number()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.MapAsync("SKU-B", World.Item("supplier-2", "620000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1)) with { ShipTo = World.Abroad };
        await _world.RunAsync();
        var keys = (await _world.ReadAsync("1001")).PurchaseOrders.Select(purchase => purchase.Key).ToList();
        foreach (var key in keys)
        {
            await PayAndShipAsync(key, $"ZTO{key.Value[^8..]}");
            await _world.PlayAsync(key);
        }

        foreach (var key in keys)
        {
            await TellAsync(key, Shipment("S1", "LX900"));
            Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        }

        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Equal(2, _world.Store.Orders["1001"].Fulfilments.Count);
        Assert.All(_world.Store.Orders["1001"].Fulfilments, fulfilment => Assert.Equal(["LX900"], fulfilment.TrackingNumbers));
    }

    [Fact]
    public async Task A_number_that_the_forwarder_replaces_is_replaced_in_the_store_and_never_comes_back()
    {
        var key = await AnnouncedAsync();
        await TellAsync(key, Shipment("S1", "LX900"));
        _world.Store.StaleReads = 100;
        await _world.PlayAsync(key);
        await TellAsync(key, Shipment("S1", "LX777"));
        await TellAsync(key, Shipment("S1", "LX900"));
        await _world.PlayAsync(key);

        Assert.Equal(["LX777"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
    }

    [Fact]
    public async Task A_shipment_that_the_forwarder_takes_back_is_followed_by_another()
    {
        var key = await AnnouncedAsync();
        _world.Store.StaleReads = 100;
        await TellAsync(key, Shipment("S1", "LX900"));
        await _world.PlayAsync(key);
        await TellAsync(key, Shipment("S1", "LX900") with { IsRevoked = true }, Shipment("S2", "LX901"));
        await _world.PlayAsync(key);

        Assert.Equal(["LX901"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
    }

    [Fact]
    public async Task A_waybill_that_the_supplier_replaces_is_announced_again_and_not_pushed()
    {
        var key = await AnnouncedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var id = _world.Market.Single.OrderId;
        _world.Market.Parcels[id] = [.. _world.Market.Parcels[id].Select(parcel => parcel with { WaybillNumber = "ZTO-NEW" })];
        _world.Market.Change(id, order => order);
        await _world.NewsAsync(id);

        Assert.Equal(FulfilmentStep.AwaitForwarder, (await _world.PlayAsync(key)).Step);
        Assert.Equal("ZTO-NEW", Forwarder.Announced[key.Value].Parcels.Single().WaybillNumber);
        Assert.Equal((2, 0), (Forwarder.Calls, _world.Store.Orders["1001"].Fulfilments.Count));
    }

    [Fact]
    public async Task A_new_address_is_announced_again()
    {
        var key = await AnnouncedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var moved = World.Abroad with { Line1 = "34 Phố Huế" };
        _world.Store.Change("1001", order => order with { ShipTo = moved });
        await _world.RunAsync();
        await _world.PlayAsync(key);

        Assert.Equal((moved, 2), (Forwarder.Announced[key.Value].Customer, Forwarder.Calls));
    }

    [Fact]
    public async Task What_the_supplier_still_has_is_in_no_shipment_of_the_forwarder()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2)) with { ShipTo = World.Abroad };
        await _world.RunAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        await PayAndShipAsync(key, "ZTO100", pieces: 1);
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(key)).Step);
        Assert.Equal(PurchaseOrderState.PartlyShipped, (await _world.PurchaseAsync("1001")).State);
        await TellAsync(key, Shipment("S1", "LX900"));
        await _world.PlayAsync(key);

        Assert.Equal([new LineQuantity("L1", 1)], (await _world.PurchaseAsync("1001")).Parcels[1].StoreLines);
        Assert.Equal([new LineQuantity("L1", 1)], _world.Store.Orders["1001"].Fulfilments.Single().Lines);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task An_announcement_without_an_answer_is_settled_by_reading(bool tookEffect, int calls)
    {
        Forwarder.Next = CallResult.Unknown<Unit>(new CallProblem(ProblemKind.Transient, "timeout", "no reply"));
        Forwarder.TakesEffect = tookEffect;
        var key = await ShippedAsync("ZTO100");
        if (!tookEffect)
        {
            await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.PlayAsync(key));
        }

        Assert.Equal(FulfilmentStep.AwaitForwarder, (await _world.PlayAsync(key)).Step);
        Assert.Equal(calls, Forwarder.Calls);
    }

    [Fact]
    public async Task A_refused_announcement_waits_for_a_person_and_is_announced_again_when_released()
    {
        Forwarder.Next = CallResult.Refused<Unit>("banned", "no batteries");
        var key = await ShippedAsync("ZTO100");
        await _world.PlayAsync(key);
        Assert.Equal(HoldReasons.ForwarderRefused.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
        Assert.Equal(1, Forwarder.Calls);

        Assert.Equal(
            [HoldReasons.ForwarderRefused.Code],
            await _world.Commands.ReleaseAsync(key.Order, "ann", "settled", CancellationToken.None)
        );
        await _world.PlayAsync(key);
        Assert.Equal((2, null), (Forwarder.Calls, (await _world.PurchaseAsync("1001")).Hold));
    }

    [Fact]
    public async Task Without_a_number_in_time_a_person_hears_of_it_and_the_number_ends_that()
    {
        var key = await AnnouncedAsync();
        Forwarder.Statuses[key.Value] = new ForwarderStatus { ArrivedAt = _world.Clock.GetUtcNow() };
        await CallAsync(key);
        for (var days = 0; days < 3; days++)
        {
            Assert.Null((await _world.PurchaseAsync("1001")).Hold);
            _world.Clock.Advance(TimeSpan.FromDays(1));
            await _world.PlayAsync(key);
        }

        var hold = (await _world.PurchaseAsync("1001")).Hold!;
        Assert.Equal(HoldReasons.ForwarderLate.Code, hold.Code);
        Assert.Contains("0 of 2 pieces", hold.Detail, StringComparison.Ordinal);

        await TellAsync(key, Shipment("S1", "LX900"));
        Assert.Null((await _world.PurchaseAsync("1001")).Hold);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
    }

    [Fact]
    public async Task A_forwarder_that_goes_on_being_late_after_a_release_is_told_again()
    {
        var key = await AnnouncedAsync();
        Forwarder.Statuses[key.Value] = new ForwarderStatus { ArrivedAt = _world.Clock.GetUtcNow() };
        await CallAsync(key);
        for (var round = 0; round < 2; round++)
        {
            _world.Clock.Advance(_world.Fulfilment.ForwarderShipsWithin);
            await _world.PlayAsync(key);
            Assert.Equal(HoldReasons.ForwarderLate.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

            await _world.Commands.ReleaseAsync(key.Order, "Li", "they said tomorrow", CancellationToken.None);
            await _world.PlayAsync(key);
            Assert.Null((await _world.PurchaseAsync("1001")).Hold);
        }
    }

    [Theory]
    [InlineData(30)]
    [InlineData(71)]
    public async Task A_number_that_the_forwarder_gave_without_a_callback_is_asked_for_before_anyone_is_told_that_it_is_late(int hours)
    {
        var key = await AnnouncedAsync();
        _world.Clock.Advance(TimeSpan.FromDays(6));
        Forwarder.Statuses[key.Value] = new ForwarderStatus { ArrivedAt = _world.Clock.GetUtcNow() };
        await CallAsync(key);
        var sent = _world.Clock.GetUtcNow().AddHours(hours);
        for (var next = await _world.PlayAsync(key); next.Step != FulfilmentStep.Finished; next = await _world.PlayAsync(key))
        {
            _world.Clock.SetUtcNow(next.WakeAt!.Value);
            if (_world.Clock.GetUtcNow() >= sent)
            {
                Forwarder.Statuses[key.Value] = new ForwarderStatus { Shipments = [Shipment("S1", "LX900")] };
            }
        }

        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
        Assert.DoesNotContain(
            await _world.Orders.ReadEventsAsync(key.Order, CancellationToken.None),
            told => told.Why == HoldReasons.ForwarderLate.Code
        );
    }

    [Fact]
    public async Task A_number_that_is_another_carriers_is_told_though_it_goes_to_the_forwarder_alone_and_is_over_with_the_scan()
    {
        _world.Market.Status = ParcelStatus.InfoReceived;
        var key = await ShippedAsync("SF1385628716739");
        await _world.PlayAsync(key);
        Assert.Equal(HoldReasons.NumberDoubtful.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
        Assert.Equal("SF1385628716739", Assert.Single(Forwarder.Announced).Value.Parcels.Single().WaybillNumber);

        var parcels = _world.Market.Parcels[_world.Market.Single.OrderId];
        parcels[0] = parcels[0] with { Status = ParcelStatus.InTransit, RawStatus = "ACCEPT" };
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.PlayAsync(key);
        Assert.Null((await _world.PurchaseAsync("1001")).Hold);
    }

    [Fact]
    public async Task The_stores_deadline_runs_on_until_the_forwarders_number_is_there()
    {
        var key = await ShippedAsync("ZTO100", shipBy: TimeSpan.FromHours(20));
        await _world.PlayAsync(key);
        Assert.True((await _world.ReadAsync("1001")).AwaitsShipBy);

        await TellAsync(key, Shipment("S1", "LX900"));
        await _world.PlayAsync(key);
        Assert.False((await _world.ReadAsync("1001")).AwaitsShipBy);
    }

    [Fact]
    public async Task A_number_whose_check_digit_is_wrong_is_not_pushed_and_a_person_can_vouch_for_it()
    {
        var key = await AnnouncedAsync();
        await TellAsync(key, Shipment("S1", "LX000000001CN"));
        await _world.PlayAsync(key);
        Assert.Equal(HoldReasons.NumberDoubtful.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
        Assert.Empty(_world.Store.Orders["1001"].Fulfilments);

        Assert.Null(await EnterAsync("LX900", null, replaces: "LX000000001CN"));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["LX900"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
    }

    [Fact]
    public async Task Goods_that_did_not_arrive_are_told_to_a_person()
    {
        var key = await AnnouncedAsync();
        Forwarder.Statuses[key.Value] = new ForwarderStatus { Missing = "the box was empty" };
        await CallAsync(key);
        Assert.Equal(HoldReasons.ForwarderMissesParcel.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);

        Assert.Null(await _world.Entries.NoteArrivalAsync(key.Order, "ZTO100", true, "ann", "found", CancellationToken.None));
        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((null, _world.Clock.GetUtcNow()), (purchase.Hold, purchase.Forwarding!.ArrivedAt));
    }

    [Fact]
    public async Task A_forwarder_that_lost_the_announcement_is_told_again()
    {
        var key = await AnnouncedAsync();
        Forwarder.Announced.Clear();
        _world.Clock.Advance(_world.Fulfilment.ForwarderLookEvery);

        Assert.Equal(FulfilmentStep.AwaitForwarder, (await _world.PlayAsync(key)).Step);
        Assert.Equal(key.Value, Assert.Single(Forwarder.Announced).Key);
    }

    [Fact]
    public async Task A_lost_callback_is_made_up_for_by_asking()
    {
        var key = await AnnouncedAsync();
        Forwarder.Statuses[key.Value] = new ForwarderStatus { Shipments = [Shipment("S1", "LX900")] };
        Assert.Equal(FulfilmentStep.AwaitForwarder, (await _world.PlayAsync(key)).Step);

        _world.Clock.Advance(_world.Fulfilment.ForwarderLookEvery);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
    }

    [Fact]
    public async Task An_order_that_is_cancelled_is_recalled_from_the_forwarder()
    {
        var key = await AnnouncedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        await _world.RunAsync();

        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(key)).Step);
        Assert.Equal([key.Value], Forwarder.Cancelled);
        Assert.Equal(PurchaseOrderState.RefundDue, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_person_enters_the_number_and_entering_it_twice_changes_nothing()
    {
        Forwarder.CanBeAsked = false;
        var key = await AnnouncedAsync();
        Assert.Null(await EnterAsync("LX900", "ZTO100"));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        var before = await _world.ReadAsync("1001");
        Assert.NotNull(await EnterAsync("LX900", "ZTO100"));

        Assert.Equal(before.EventCount, (await _world.ReadAsync("1001")).EventCount);
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(key.Order, CancellationToken.None),
            told => told.What == EventKinds.ShipmentEntered && told is { Actor: "person:ann", Why: "called them", After: "LX900" }
        );
    }

    [Fact]
    public async Task A_wrong_number_is_corrected_by_hand_and_stays_corrected()
    {
        var key = await AnnouncedAsync();
        _world.Store.StaleReads = 100;
        await TellAsync(key, Shipment("S1", "WRONG9"));
        await _world.PlayAsync(key);
        Assert.Null(await EnterAsync("LX900", null, replaces: "WRONG9"));
        await TellAsync(key, Shipment("S1", "WRONG9"));
        await _world.PlayAsync(key);

        Assert.Equal(["LX900"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
    }

    [Fact]
    public async Task Nothing_is_entered_for_goods_that_go_to_the_customer_or_are_not_paid()
    {
        var purchase = await _world.AskedAsync();
        Assert.NotNull(await EnterAsync("LX900", null));
        Assert.Empty((await _world.PurchaseAsync("1001")).Parcels);
        Assert.Null(purchase.Forwarding);
    }

    [Fact]
    public async Task Early_push_gives_the_store_the_domestic_number_until_the_forwarders_takes_its_place()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PushDomesticNumber = true }, CancellationToken.None);
        var key = await ShippedAsync("ZTO100", shipBy: TimeSpan.FromHours(20));
        Assert.Equal(FulfilmentStep.AwaitForwarder, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["ZTO100"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(key.Order, CancellationToken.None),
            told => told.What == EventKinds.DomesticNumberPushed
        );
        await TellAsync(key, Shipment("S1", "LX900"));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["LX900"], _world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    private static OnwardShipment Shipment(string id, string number, params (string Line, int Quantity)[] lines) =>
        new()
        {
            ShipmentId = id,
            TrackingNumber = number,
            CarrierName = "Yanwen",
            Lines = [.. lines.Select(line => new LineQuantity(line.Line, line.Quantity))],
        };

    private Task<string?> EnterAsync(string number, string? reference, string? replaces = null) =>
        _world.Entries.EnterAsync(
            new OrderKey(World.Account, "1001"),
            new EnteredShipment
            {
                TrackingNumber = number,
                CarrierName = "Yanwen",
                Reference = reference,
                Replaces = replaces,
                Who = "ann",
                Why = "called them",
            },
            CancellationToken.None
        );

    private Task TellAsync(PurchaseOrderKey key, params OnwardShipment[] shipments)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Forwarder.Statuses[key.Value] = new ForwarderStatus { Shipments = shipments };
        return CallAsync(key);
    }

    private async Task CallAsync(PurchaseOrderKey key) =>
        Assert.Equal(
            WebhookAnswer.Taken,
            await _world.Callbacks.TakeAsync(
                World.ForwarderId,
                World.Delivery(new Dictionary<string, string>(StringComparer.Ordinal) { ["reference"] = key.Value }),
                CancellationToken.None
            )
        );

    private async Task<PurchaseOrderKey> AnnouncedAsync()
    {
        var key = await ShippedAsync("ZTO100");
        await _world.PlayAsync(key);
        return key;
    }

    private async Task<PurchaseOrderKey> ShippedAsync(string number, TimeSpan? shipBy = null)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2)) with
        {
            ShipTo = World.Abroad,
            ShipBy = _world.Clock.GetUtcNow() + shipBy,
        };
        await _world.RunAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        await PayAndShipAsync(key, number);
        return key;
    }

    private async Task PayAndShipAsync(PurchaseOrderKey key, string number, int? pieces = null)
    {
        await _world.PlayAsync(key);
        var purchase = (await _world.ReadAsync(key.Order.StoreOrderId)).Find(key)!;
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(key);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var id = purchase.SupplierOrders.Single().OrderId;
        _world.Market.Pay(id);
        await _world.NewsAsync(id);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        if (pieces is { } some)
        {
            _world.Market.Ship(id, number, new ParcelLine($"{id}0", some));
            _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        }
        else
        {
            _world.Market.Ship(id, number);
        }

        await _world.NewsAsync(id);
    }
}

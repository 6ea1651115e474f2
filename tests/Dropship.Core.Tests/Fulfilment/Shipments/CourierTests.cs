using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Shipments;

/// <summary>Tracking services are told of each number once, asked before anyone is told, and their callbacks move parcels on.</summary>
public sealed class CourierTests
{
    private const string Number = "73123456789012";

    private readonly World _world = new();
    private readonly FakeCourier _courier = new();

    public CourierTests() => _world.Couriers.Add(_courier);

    private string Id => _world.Market.Single.OrderId;

    [Fact]
    public async Task A_parcel_with_a_number_is_subscribed_once()
    {
        var key = await ShippedAsync();

        await _world.PlayAsync(key);
        await _world.PlayAsync(key);

        var parcel = Assert.Single(_courier.Subscribed);
        Assert.Equal((Number, "ZTO"), (parcel.Number, parcel.Carrier!.Code));
        Assert.Equal([Number], _world.Waybills.Uses.Select(use => use.Number));
    }

    [Fact]
    public async Task A_number_in_the_place_of_another_is_subscribed_as_well()
    {
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        _world.Market.Parcels[Id][0] = _world.Market.Parcels[Id][0] with { WaybillNumber = "73123456789013" };

        await _world.NewsAsync(Id);
        await _world.PlayAsync(key);

        Assert.Equal([Number, "73123456789013"], _courier.Subscribed.Select(parcel => parcel.Number));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_keeps_the_number_from_no_store_and_is_told_later()
    {
        _courier.Problem = new CallProblem(ProblemKind.Transient, "timeout", "no reply");
        var key = await ShippedAsync();

        var view = await _world.PlayAsync(key);

        Assert.Equal([Number], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
        Assert.Equal(_world.Clock.GetUtcNow() + _world.Fulfilment.FollowAgainAfter, view.WakeAt);
        _courier.Problem = null;
        _world.Clock.Advance(_world.Fulfilment.FollowAgainAfter);
        await _world.PlayAsync(key);
        Assert.Equal(2, _courier.Subscribed.Count);
        Assert.Null(Assert.Single((await _world.PurchaseAsync("1001")).Parcels).FollowDueAt);
    }

    [Fact]
    public async Task A_service_that_refuses_the_key_is_told_until_it_takes_one()
    {
        _courier.Problem = new CallProblem(ProblemKind.Unauthorized, "503", "bad sign");
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        Assert.Equal(HoldReasons.ServiceDown.Code, Assert.Single(_world.AlertRows.Open.Values).Notice.Code);

        _courier.Problem = null;
        _world.Clock.Advance(TimeSpan.FromHours(6));
        await _world.PlayAsync(key);

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(2, _courier.Subscribed.Count);
    }

    [Fact]
    public async Task The_service_is_asked_before_a_pickup_is_doubted()
    {
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        Know("ZTO", ParcelStatus.InTransit, "已揽收");

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(ParcelStatus.InTransit, Assert.Single((await _world.PurchaseAsync("1001")).Parcels).Status);
    }

    [Fact]
    public async Task A_carrier_that_was_named_wrongly_is_found_before_a_pickup_is_doubted_and_stays_found()
    {
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);
        _courier.Detected.Add(Carriers.Get("YUNDA"));
        Know("YUNDA", ParcelStatus.InTransit, "已揽收");

        await _world.PlayAsync(key);
        await _world.NewsAsync(Id);
        await _world.PlayAsync(key);

        Assert.Empty(_world.AlertRows.Open);
        var parcel = Assert.Single((await _world.PurchaseAsync("1001")).Parcels);
        Assert.Equal(("YUNDA", "ZTO", ParcelStatus.InTransit), (parcel.CarrierCode, parcel.CorrectedFrom, parcel.Status));
        Assert.Equal("YUNDA", parcel.PushedCarrier);
    }

    [Fact]
    public async Task A_number_that_nobody_knows_is_suspected()
    {
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        _world.Clock.Advance(_world.Fulfilment.PickupWithin);

        await _world.PlayAsync(key);

        Assert.Equal(HoldReasons.ShipmentSuspected.Code, Assert.Single(_world.AlertRows.Open.Values).Notice.Code);
    }

    [Fact]
    public async Task Without_a_service_the_number_is_noted_and_nothing_is_asked()
    {
        _world.Couriers.Clear();
        var key = await ShippedAsync();

        await _world.PlayAsync(key);

        Assert.Single(_world.Waybills.Uses);
        Assert.Empty(_courier.Asked);
    }

    [Fact]
    public async Task A_callback_moves_the_parcel_on_and_wakes_its_order_and_a_repeat_does_nothing()
    {
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        _world.Workflows.Woken.Clear();
        Know("ZTO", ParcelStatus.OutForDelivery, "派送中");

        Assert.Equal(WebhookAnswer.Taken, (await CallBackAsync(Number)).Answer);
        var once = await _world.ReadAsync("1001");
        Assert.Equal(WebhookAnswer.Taken, (await CallBackAsync(Number)).Answer);

        Assert.Contains(key, _world.Workflows.Woken);
        Assert.Equal(once.EventCount, (await _world.ReadAsync("1001")).EventCount);
        Assert.Equal(ParcelStatus.OutForDelivery, once.PurchaseOrders[0].Parcels[0].Status);
        Assert.Equal(DeliveryStatus.InTransit, once.Delivery);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
    }

    [Fact]
    public async Task A_forged_callback_and_one_of_nobody_change_nothing()
    {
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        var before = await _world.ReadAsync("1001");

        Assert.Equal(WebhookAnswer.Refused, (await CallBackAsync("other")).Answer);
        var nobody = await _world.CourierCallbacks.TakeAsync(
            "nobody",
            World.Delivery(new Dictionary<string, string>()),
            CancellationToken.None
        );

        Assert.Equal(WebhookAnswer.Refused, nobody.Answer);
        Assert.Equal(before.EventCount, (await _world.ReadAsync("1001")).EventCount);
    }

    [Fact]
    public async Task News_of_a_parcel_after_the_end_of_its_order_is_told()
    {
        var key = await ShippedAsync(ParcelStatus.InTransit);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        _world.Clock.Advance(TimeSpan.FromDays(2));
        Know("ZTO", ParcelStatus.Exception, "退回中", ParcelSubStatus.Returning);

        await CallBackAsync(Number);

        var alert = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal(HoldReasons.ParcelTroubled.Code, alert.Code);
        Assert.Contains("on its way back", alert.Detail, StringComparison.Ordinal);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        Know("ZTO", ParcelStatus.OutForDelivery, "再派送");
        await CallBackAsync(Number);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task The_parcel_of_a_forwarder_is_followed_like_the_suppliers()
    {
        var purchase = await _world.AskedAsync(shipTo: World.Abroad);
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Market.Pay(Id);
        await _world.ShipAsync(Number);
        await _world.PlayAsync(purchase.Key);
        await _world.Orders.EditAsync(
            purchase.Key.Order,
            Actor.Forwarder,
            _world.Clock,
            edit =>
                OnwardParcels.Take(
                    edit,
                    purchase.Key,
                    [
                        new OnwardShipment
                        {
                            ShipmentId = "F1",
                            TrackingNumber = "YW0000000001",
                            CarrierName = "Yanwen",
                            Lines = [],
                        },
                    ],
                    TimeSpan.Zero
                ),
            CancellationToken.None
        );
        await _world.PlayAsync(purchase.Key);

        Assert.Equal([Number, "YW0000000001"], _courier.Subscribed.Select(parcel => parcel.Number));
        // Each leg is asked for with the phone of whom it goes to.
        Assert.Equal(["0199", "5678"], _courier.Subscribed.Select(parcel => parcel.PhoneEnd));
        Know("YANWEN", ParcelStatus.Delivered, "delivered", number: "YW0000000001");
        await CallBackAsync("YW0000000001");
        Assert.Equal(ParcelStatus.Delivered, (await _world.PurchaseAsync("1001")).Parcels.Single(one => one.IsFromForwarder).Status);
    }

    [Fact]
    public async Task A_number_on_two_customers_orders_is_told_on_both_and_goes_to_no_further_store()
    {
        var first = await ShippedAsync(ParcelStatus.InTransit);
        await _world.PlayAsync(first);
        var second = await SecondAsync(World.Address with { FullName = "Other", Line1 = "9 Other Street" });

        await _world.PlayAsync(second);

        Assert.Equal(
            [HoldReasons.NumberDoubtful.Code, HoldReasons.NumberDoubtful.Code],
            _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code)
        );
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Detail.Contains("order #1002", StringComparison.Ordinal));
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Detail.Contains("order #1001", StringComparison.Ordinal));
        Assert.Empty(_world.Store.Orders["1002"].Fulfilments);

        foreach (var key in (PurchaseOrderKey[])[first, second])
        {
            await _world.Commands.ReleaseAsync(key.Order, "li", "one parcel for both", CancellationToken.None);
            await _world.PlayAsync(key);
        }

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal([Number], Assert.Single(_world.Store.Orders["1002"].Fulfilments).TrackingNumbers);
        Assert.All(_world.AlertRows.Raised.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task What_speaks_against_a_number_is_told_once_though_several_parcels_of_a_purchase_order_are_under_it()
    {
        var first = await ShippedAsync(ParcelStatus.InTransit);
        await _world.PlayAsync(first);
        var second = (await _world.AskedAsync("1002", shipTo: World.Address with { FullName = "Other", Line1 = "9 Other Street" })).Key;
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        var id = _world.Market.Orders[^1].OrderId;
        _world.Market.Change(id, order => order with { Lines = [order.Lines[0] with { Quantity = 1 }] });
        _world.Market.Orders.Add(_world.Market.Orders[^1] with { OrderId = "split" });
        await _world.NewsAsync(id);
        await _world.NewsAsync("split");
        await _world.PlayAsync(second);
        await _world.DecideAsync((await _world.ReadAsync("1002")).Find(second)!, approve: true);
        await _world.PlayAsync(second);
        _world.Market.Pay(id);
        _world.Market.Pay("split");
        foreach (var part in (string[])[id, "split"])
        {
            _world.Market.Ship(part, Number);
            await _world.NewsAsync(part);
            await _world.PlayAsync(second);
        }

        var parcels = (await _world.ReadAsync("1002")).Find(second)!.Parcels;
        Assert.Equal(2, parcels.Count);
        Assert.All(parcels, parcel => Assert.Equal(NumberDoubt.UsedElsewhere, Assert.Single(parcel.Findings).Doubt));
        Assert.Single(
            await _world.Orders.ReadEventsAsync(second.Order, CancellationToken.None),
            told => told.What == EventKinds.NumberFinding
        );
    }

    [Fact]
    public async Task One_customers_orders_may_travel_under_one_number()
    {
        var first = await ShippedAsync(ParcelStatus.InTransit);
        await _world.PlayAsync(first);
        var second = await SecondAsync(World.Address);

        await _world.PlayAsync(second);

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal([Number], Assert.Single(_world.Store.Orders["1002"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task One_box_for_the_forwarder_may_hold_the_goods_of_several_customers()
    {
        await _world.PlayAsync(await SecondAsync(World.Abroad, "1001"));
        await _world.PlayAsync(await SecondAsync(World.Abroad with { FullName = "Other", Line1 = "9 Other Street" }));

        Assert.Equal([Number, Number], _world.Waybills.Uses.Select(use => use.Number));
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_scan_from_before_the_payment_and_another_city_are_told_once_and_let_pass_by_a_person()
    {
        var purchase = await _world.AskedAsync(shipTo: World.Abroad);
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Market.Pay(Id);
        await _world.ShipAsync(Number);
        await _world.PlayAsync(purchase.Key);
        _courier.Known[("ZTO", Number)] = new CourierReading
        {
            Number = Number,
            Report = new ParcelReport(ParcelStatus.Delivered, ParcelSubStatus.None, "3", _world.Clock.GetUtcNow().AddDays(-9)),
            Scans = [new CourierScan(_world.Clock.GetUtcNow().AddDays(-10), "已揽收")],
            EndCity = "浙江,杭州市",
        };

        await CallBackAsync(Number);
        await CallBackAsync(Number);
        await _world.PlayAsync(purchase.Key);

        var parcel = (await _world.PurchaseAsync("1001")).Parcels[0];
        Assert.NotEqual(ParcelStatus.Delivered, parcel.Status);
        Assert.Equal([NumberDoubt.OlderScan, NumberDoubt.OtherCity], parcel.Findings.Select(finding => finding.Doubt));
        var alert = Assert.Single(_world.AlertRows.Open.Values, one => one.Notice.Is(HoldReasons.NumberDoubtful));
        Assert.Contains("before the goods were paid", alert.Notice.Detail, StringComparison.Ordinal);
        Assert.Contains("浙江,杭州市", alert.Notice.Detail, StringComparison.Ordinal);
        await _world.Commands.ReleaseAsync(purchase.Key.Order, "li", "it is ours", CancellationToken.None);
        await CallBackAsync(Number);
        await _world.PlayAsync(purchase.Key);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, one => one.Notice.Is(HoldReasons.NumberDoubtful));
    }

    [Fact]
    public async Task What_speaks_against_a_number_is_told_once_though_its_order_ends_meanwhile()
    {
        var key = await ShippedAsync();
        await _world.PlayAsync(key);
        _courier.Known[("ZTO", Number)] = new CourierReading
        {
            Number = Number,
            Carrier = Carriers.Get("ZTO"),
            Report = new ParcelReport(ParcelStatus.InTransit, ParcelSubStatus.None, "1", _world.Clock.GetUtcNow()),
            Scans = [new CourierScan(_world.Clock.GetUtcNow().AddDays(-10), "已揽收")],
        };

        await CallBackAsync(Number);
        await _world.PlayAsync(key);
        await CallBackAsync(Number);
        await _world.PlayAsync(key);

        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Completed, "NUMBER_DOUBTFUL"), (purchase.State, purchase.Hold?.Code));
        Assert.Equal(1, Assert.Single(_world.AlertRows.Raised).Value);
        await _world.Commands.ReleaseAsync(key.Order, "li", "it is ours", CancellationToken.None);
        await CallBackAsync(Number);
        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(1, Assert.Single(_world.AlertRows.Raised).Value);
    }

    [Theory]
    [InlineData("浙江,杭州市", "深圳市, 广东省, CN", true)]
    [InlineData("广东,深圳市", "深圳市, 广东省, CN", false)]
    [InlineData("深圳", "深圳市, 广东省, CN", false)]
    [InlineData("上海市", "上海市浦东新区", false)]
    [InlineData(null, "深圳市", false)]
    [InlineData("LOS ANGELES", "深圳市", false)]
    [InlineData("Los Angeles, CA", "New York", true)]
    [InlineData("HA NOI", "Hà Nội", false)]
    [InlineData("Quan 1, Ho Chi Minh", "", false)]
    public void Cities_are_other_only_where_both_are_known_in_one_script(string? end, string destination, bool isOther) =>
        Assert.Equal(isOther, Cities.AreOther(end, destination));

    private async Task<PurchaseOrderKey> ShippedAsync(ParcelStatus status = ParcelStatus.InfoReceived)
    {
        var purchase = await _world.PaidAsync();
        _world.Market.Status = status;
        await _world.ShipAsync(Number);
        return purchase.Key;
    }

    private async Task<PurchaseOrderKey> SecondAsync(ShipTo to, string number = "1002")
    {
        var purchase = await _world.AskedAsync(number, shipTo: to);
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        var id = _world.Market.Orders[^1].OrderId;
        _world.Market.Pay(id);
        _world.Market.Ship(id, Number);
        await _world.NewsAsync(id);
        return purchase.Key;
    }

    private void Know(
        string carrier,
        ParcelStatus status,
        string text,
        ParcelSubStatus sub = ParcelSubStatus.None,
        string number = Number
    ) =>
        _courier.Known[(carrier, number)] = new CourierReading
        {
            Number = number,
            Report = new ParcelReport(status, sub, status.ToString(), _world.Clock.GetUtcNow()),
            Scans = [new CourierScan(_world.Clock.GetUtcNow(), text)],
        };

    private Task<CourierCallback> CallBackAsync(string number) =>
        _world.CourierCallbacks.TakeAsync(
            _courier.Id,
            World.Delivery(new Dictionary<string, string> { ["number"] = number }),
            CancellationToken.None
        );
}

using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment;

/// <summary>Where the platform makes the waybill, its number is the customer's, and the supplier's stays with us.</summary>
public sealed class PlatformShippingTests
{
    private readonly World _world = new(store: time => new LabelStore(time));

    private LabelStore Store => (LabelStore)_world.Store;

    [Fact]
    public async Task The_shipment_is_arranged_once_the_supplier_ships_and_its_number_ends_the_order()
    {
        var purchase = await _world.PaidAsync();
        Assert.Empty(Store.Arranged);
        await _world.ShipAsync("ZTO100");

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);

        var record = await _world.ReadAsync("1001");
        var parcel = record.PurchaseOrders.Single().Parcels.Single();
        Assert.Equal(
            (OrderState.Fulfilled, PushState.Confirmed, "ZTO100", LabelStore.Number),
            (record.State, parcel.Push, parcel.WaybillNumber, parcel.PlatformNumber)
        );
        Assert.Equal("ZTO100", Assert.Single(Store.Arranged).TrackingNumber);
        Assert.Contains(
            LabelStore.Number,
            (await _world.Orders.ReadEventsAsync(record.Key, CancellationToken.None))
                .Where(told => told.What == EventKinds.TrackingConfirmed)
                .Select(told => told.After)
        );
    }

    [Fact]
    public async Task The_platforms_label_is_handed_on_for_a_parcel_whose_shipment_is_arranged()
    {
        var labels = new LabelReader(_world.StoreAccounts, _world.Store);
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        var parcel = (await _world.PurchaseAsync("1001")).Parcels.Single().ParcelId;
        Assert.Null(await labels.ReadAsync(await _world.ReadAsync("1001"), parcel, CancellationToken.None));

        await _world.PlayAsync(purchase.Key);
        var arranged = await _world.ReadAsync("1001");
        var made = await labels.ReadAsync(arranged, parcel, CancellationToken.None);
        Assert.True(made is { IsSuccess: true, Value: null });

        Store.Label = new ShippingLabel("application/pdf", "%PDF"u8.ToArray());
        Assert.Equal(Store.Label, (await labels.ReadAsync(arranged, parcel, CancellationToken.None))!.Value);
        Assert.Null(await labels.ReadAsync(arranged, "another", CancellationToken.None));
    }

    [Fact]
    public async Task The_forwarder_is_given_the_label_once_as_soon_as_the_platform_has_made_it()
    {
        _world.HasPlatformLabel = true;
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        await _world.PlayAsync(purchase.Key);

        await _world.Labels.LookAsync(CancellationToken.None);
        Assert.Empty(_world.ForwarderKind.Labels);

        Store.Label = new ShippingLabel("application/pdf", "%PDF"u8.ToArray());
        _world.ForwarderKind.Next = CallResult.NotSent<Unit>(new CallProblem(ProblemKind.Transient, "down", "no connection"));
        await _world.Labels.LookAsync(CancellationToken.None);
        Assert.Equal(HoldReasons.ServiceDown.Code, Assert.Single(_world.AlertRows.Open.Values).Notice.Code);

        await _world.Labels.LookAsync(CancellationToken.None);
        await _world.Labels.LookAsync(CancellationToken.None);

        var told = Assert.Single(_world.ForwarderKind.Labels);
        var label = Assert.Single(told.Labels);
        Assert.Equal(("#1001", "ZTO100", LabelStore.Number), (told.OrderNumber, label.Parcel.WaybillNumber, label.PlatformNumber));
        Assert.StartsWith($"https://dropship.example/api/forwarders/{purchase.Key}/", label.Address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Empty(_world.AlertRows.Open);
        Assert.Empty(await _world.ForwarderNotes.ListAsync(CancellationToken.None));
        var record = await _world.ReadAsync("1001");
        Assert.Equal(_world.Clock.GetUtcNow(), record.PurchaseOrders[0].Parcels[0].LabelToldAt);
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(record.Key, CancellationToken.None),
            one => one.What == EventKinds.LabelTold && one.After == "ZTO100"
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_label_that_the_platform_refuses_is_told_at_once_and_until_the_forwarder_has_it(bool isUnauthorized)
    {
        var key = await ArrangedAsync();
        Store.LabelRefusal = isUnauthorized
            ? CallResult.Unauthorized<ShippingLabel?>("no_permission", "the app may not read documents")
            : CallResult.Refused<ShippingLabel?>("no_document", "the document type is not allowed");

        await _world.Labels.LookAsync(CancellationToken.None);
        await _world.Labels.LookAsync(CancellationToken.None);
        await _world.OrderAlerts.LookAsync(CancellationToken.None);

        var notice = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal((AlertKey.Of(key, HoldReasons.LabelMissing), HoldReasons.LabelMissing.Code), (notice.Key, notice.Code));
        Assert.Contains(isUnauthorized ? "no_permission" : "no_document", notice.Detail, StringComparison.Ordinal);

        Store.LabelRefusal = null;
        Store.Label = new ShippingLabel("application/pdf", "%PDF"u8.ToArray());
        await _world.Labels.LookAsync(CancellationToken.None);
        Assert.Single(_world.ForwarderKind.Labels);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_label_that_is_not_made_is_told_after_hours_and_stays_told_when_it_is_given_up()
    {
        var key = await ArrangedAsync();
        _world.Clock.Advance(TimeSpan.FromHours(11));
        await _world.Labels.LookAsync(CancellationToken.None);
        Assert.Empty(_world.AlertRows.Open);

        _world.Clock.Advance(TimeSpan.FromHours(1));
        await _world.Labels.LookAsync(CancellationToken.None);
        Assert.Equal(AlertKey.Of(key, HoldReasons.LabelMissing), Assert.Single(_world.AlertRows.Open.Keys));
        Assert.Single(await _world.ForwarderNotes.ListAsync(CancellationToken.None));

        _world.Clock.Advance(TimeSpan.FromDays(31));
        await _world.Labels.LookAsync(CancellationToken.None);
        Assert.Empty(await _world.ForwarderNotes.ListAsync(CancellationToken.None));
        var told = Assert.Single(_world.AlertRows.Open.Keys);

        Assert.True(await _world.Alerts.SettleAsync(told, "Li", "the forwarder has it by mail", CancellationToken.None));
        Assert.Empty(await _world.Alerts.ListOpenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_label_whose_account_is_gone_is_told()
    {
        var key = await ArrangedAsync();
        await _world.ForwarderAccounts.DeleteAsync(World.ForwarderId, CancellationToken.None);

        await _world.Labels.LookAsync(CancellationToken.None);

        Assert.Equal(AlertKey.Of(key, HoldReasons.LabelMissing), Assert.Single(_world.AlertRows.Open.Keys));
        Assert.Single(await _world.ForwarderNotes.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_label_of_a_parcel_whose_receipt_is_not_saved_yet_is_still_awaited()
    {
        var key = await ArrangedAsync();
        Store.Label = new ShippingLabel("application/pdf", "%PDF"u8.ToArray());
        var first = (await _world.PurchaseAsync("1001")).Parcels.Single();
        await ReplaceParcelsAsync(first, first with { ParcelId = "second", WaybillNumber = "ZTO200", FulfilmentId = null });
        await AwaitAsync(key, "second");
        await AwaitAsync(key, "revoked");
        await AwaitAsync(key, "gone");
        await ReplaceParcelsAsync([
            .. (await _world.PurchaseAsync("1001")).Parcels,
            first with
            {
                ParcelId = "revoked",
                FulfilmentId = null,
                Status = ParcelStatus.Revoked,
            },
        ]);

        await _world.Labels.LookAsync(CancellationToken.None);

        Assert.Equal("second", Assert.Single(await _world.ForwarderNotes.ListAsync(CancellationToken.None)).Version);
        await ReplaceParcelsAsync([
            .. (await _world.PurchaseAsync("1001")).Parcels.Select(parcel =>
                parcel.ParcelId == "second" ? parcel with { FulfilmentId = "PKG2" } : parcel
            ),
        ]);
        await _world.Labels.LookAsync(CancellationToken.None);

        Assert.Equal(
            ["ZTO100", "ZTO200"],
            _world.ForwarderKind.Labels.SelectMany(told => told.Labels).Select(label => label.Parcel.WaybillNumber)
        );
        Assert.Empty(await _world.ForwarderNotes.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_note_for_a_mail_does_not_say_that_the_forwarder_is_reached()
    {
        await ArrangedAsync();
        Store.Label = new ShippingLabel("application/pdf", "%PDF"u8.ToArray());
        _world.ForwarderKind.OtherName = MailForwarder.Name;
        var account = World.ForwarderAccount with { Kind = MailForwarder.Name };
        await _world.ForwarderAccounts.SaveAsync(account, CancellationToken.None);
        await new MailCollecting(_world.Alerts, _world.Options, _world.Clock).ReportAsync(
            account,
            new CallProblem(ProblemKind.Transient, "down", "no connection"),
            CancellationToken.None
        );

        await _world.Labels.LookAsync(CancellationToken.None);

        Assert.Single(_world.ForwarderKind.Labels);
        Assert.Equal(HoldReasons.ServiceDown.Code, Assert.Single(_world.AlertRows.Open.Values).Notice.Code);
    }

    [Fact]
    public async Task An_order_that_comes_with_the_receipt_is_not_read_again()
    {
        Store.TellsOrder = true;
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        Store.Reads.Clear();

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);

        Assert.Empty(Store.Reads);
        var record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Fulfilled, StoreFulfilmentStatus.Fulfilled), (record.State, record.StoreOrder.Fulfilment));
        Assert.Equal(PushState.Confirmed, record.PurchaseOrders.Single().Parcels.Single().Push);
    }

    [Fact]
    public async Task An_order_that_comes_with_the_receipt_and_shows_no_number_confirms_nothing()
    {
        Store.TellsOrder = true;
        Store.NumbersAtOnce = false;
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        Store.Reads.Clear();

        var view = await _world.PlayAsync(purchase.Key);

        Assert.Equal(FulfilmentStep.ConfirmTracking, view.Step);
        Assert.Equal(PushState.Pushed, (await _world.PurchaseAsync("1001")).Parcels.Single().Push);
        Assert.Empty(Store.Reads);
        Store.MakeNumber("1001");
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(["1001"], Store.Reads);
    }

    [Fact]
    public async Task A_number_that_is_made_later_is_waited_for()
    {
        Store.NumbersAtOnce = false;
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");

        var view = await _world.PlayAsync(purchase.Key);
        Assert.Equal(FulfilmentStep.ConfirmTracking, view.Step);
        _world.Clock.Advance(view.WakeAt!.Value - _world.Clock.GetUtcNow());
        Assert.Equal(FulfilmentStep.ConfirmTracking, (await _world.PlayAsync(purchase.Key)).Step);

        Store.MakeNumber("1001");
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(LabelStore.Number, (await _world.PurchaseAsync("1001")).Parcels.Single().PlatformNumber);
        Assert.Single(Store.Arranged);
    }

    [Fact]
    public async Task An_order_of_two_suppliers_goes_out_when_both_have_shipped()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.MapAsync("SKU-B", World.Item("supplier-2", "620000000001"));
        Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1));
        await _world.RunAsync();
        var keys = (await _world.ReadAsync("1001")).PurchaseOrders.Select(purchase => purchase.Key).ToList();
        foreach (var key in keys)
        {
            await _world.PlayAsync(key);
            await _world.DecideAsync((await _world.ReadAsync("1001")).Find(key)!, approve: true);
            await _world.PlayAsync(key);
            var id = await OrderOfAsync(key);
            _world.Market.Pay(id);
            await _world.NewsAsync(id);
        }

        await ShipAsync(keys[0], "ZTO1");
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(keys[0])).Step);
        Assert.Empty(Store.Arranged);
        Assert.True((await _world.ReadAsync("1001")).Find(keys[0])!.Parcels.Single().AwaitsRest);

        _world.Workflows.Woken.Clear();
        await ShipAsync(keys[1], "ZTO2");
        Assert.Contains(keys[0], _world.Workflows.Woken);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(keys[1])).Step);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(keys[0])).Step);

        var record = await _world.ReadAsync("1001");
        Assert.Equal(OrderState.Fulfilled, record.State);
        Assert.All(record.PurchaseOrders, purchase => Assert.Equal(LabelStore.Number, purchase.Parcels.Single().PlatformNumber));
        Assert.Single(Store.Arranged);
    }

    [Fact]
    public async Task A_replaced_waybill_of_the_first_leg_changes_nothing_for_the_customer()
    {
        Store.NumbersAtOnce = false;
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        await _world.PlayAsync(purchase.Key);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var id = _world.Market.Single.OrderId;
        _world.Market.Parcels[id] = [.. _world.Market.Parcels[id].Select(parcel => parcel with { WaybillNumber = "ZTO-NEW" })];
        _world.Market.Change(id, order => order);
        await _world.NewsAsync(id);
        await _world.PlayAsync(purchase.Key);
        Store.MakeNumber("1001");
        _world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        var parcel = (await _world.PurchaseAsync("1001")).Parcels.Single();
        Assert.Equal(("ZTO-NEW", LabelStore.Number, 1), (parcel.WaybillNumber, parcel.PlatformNumber, Store.Arranged.Count));
    }

    [Fact]
    public async Task A_waybill_that_is_replaced_after_the_end_is_nobodys_work()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        await _world.PlayAsync(purchase.Key);
        var id = _world.Market.Single.OrderId;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Parcels[id] = [.. _world.Market.Parcels[id].Select(parcel => parcel with { WaybillNumber = "ZTO-NEW" })];
        _world.Market.Change(id, order => order);
        await _world.NewsAsync(id);

        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Completed, null, "ZTO-NEW"), (now.State, now.Hold, now.Parcels.Single().WaybillNumber));
    }

    [Theory]
    [InlineData(RefusalMeaning.OrderCancelled, PurchaseOrderState.RefundDue)]
    [InlineData(RefusalMeaning.WrongState, PurchaseOrderState.PushRefused)]
    public async Task A_shipment_that_the_platform_refuses_ends_in_a_named_state(RefusalMeaning meaning, PurchaseOrderState state)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        Store.PushRefusal = meaning;

        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);

        Assert.Equal(state, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_platform_that_replaces_no_number_leaves_it_to_a_person()
    {
        var world = new World();
        world.Store.Capabilities = world.Store.Capabilities with { TrackingUpdate = false };
        var purchase = await world.PaidAsync();
        await world.ShipAsync("ZTO100");
        world.Store.StaleReads = 100;
        await world.PlayAsync(purchase.Key);
        Assert.Equal(PushState.Pushed, (await world.PurchaseAsync("1001")).Parcels.Single().Push);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var id = world.Market.Single.OrderId;
        world.Market.Parcels[id] = [.. world.Market.Parcels[id].Select(parcel => parcel with { WaybillNumber = "ZTO-NEW" })];
        world.Market.Change(id, order => order);
        await world.NewsAsync(id);
        await world.PlayAsync(purchase.Key);

        var now = await world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.PushRefused, HoldReasons.PushRefused.Code), (now.State, now.Hold!.Code));
        Assert.Equal(["ZTO100"], world.Store.Orders["1001"].Fulfilments.Single().TrackingNumbers);
    }

    [Fact]
    public async Task Goods_for_a_platform_label_go_to_the_forwarder_and_a_masked_address_will_do()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with
        {
            HasPlatformLabel = true,
            ShipTo = new ShipTo
            {
                FullName = "N******g",
                Country = "TW",
                Line1 = string.Empty,
            },
        };
        await _world.RunAsync();

        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseRoute.Transit, World.Forwarder.Digest()), (purchase.Route, purchase.ShipToDigest));
        Assert.Null((await _world.ReadAsync("1001")).Hold);
    }

    private async Task<PurchaseOrderKey> ArrangedAsync()
    {
        _world.HasPlatformLabel = true;
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        await _world.PlayAsync(purchase.Key);
        return purchase.Key;
    }

    private Task AwaitAsync(PurchaseOrderKey key, string parcelId) =>
        _world.ForwarderNotes.AddAsync(
            new ForwarderNote
            {
                ForwarderId = World.ForwarderId,
                Key = key,
                Kind = ForwarderNoteKind.LabelAwaited,
                Version = parcelId,
                Since = _world.Clock.GetUtcNow(),
            },
            CancellationToken.None
        );

    private async Task ReplaceParcelsAsync(params Parcel[] parcels)
    {
        var order = await _world.ReadAsync("1001");
        await _world.Orders.EditFromAsync(
            order,
            Actor.System,
            _world.Clock,
            edit =>
                edit.Change(order.PurchaseOrders[0].Key, EventKinds.OnwardChanged, "another parcel", old => old with { Parcels = parcels }),
            CancellationToken.None
        );
    }

    private async Task<string> OrderOfAsync(PurchaseOrderKey key) =>
        (await _world.ReadAsync("1001")).Find(key)!.SupplierOrders.Single().OrderId;

    private async Task ShipAsync(PurchaseOrderKey key, string number)
    {
        var id = await OrderOfAsync(key);
        _world.Market.Ship(id, number);
        await _world.NewsAsync(id);
    }
}

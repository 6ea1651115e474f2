using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment;

public sealed class FulfilmentTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Approved_paid_shipped_pushed_and_confirmed_by_the_store()
    {
        var purchase = await _world.PaidAsync();
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        await _world.ShipAsync("ZTO100");
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);

        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            (OrderState.Fulfilled, PurchaseOrderState.Completed, DeliveryStatus.InTransit),
            (record.State, record.PurchaseOrders.Single().State, record.Delivery)
        );
        var fulfilment = Assert.Single(_world.Store.Orders["1001"].Fulfilments);
        Assert.Equal(["ZTO100"], fulfilment.TrackingNumbers);
        Assert.Equal(1, _world.Store.Writes);
        Assert.Equal(Money.Cny(2500), record.PurchaseOrders.Single().Payment!.Paid);

        var history = await _world.Orders.ReadEventsAsync(record.Key, CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, history.Count), history.Select(told => told.Sequence));
        Assert.Equal(history.Skip(1).Select(told => told.PreviousHash), history.SkipLast(1).Select(told => told.Hash));
        Assert.All(history, told => Assert.True(told.IsIntact()));
    }

    [Theory]
    [InlineData(PurchaseOrderState.Completed)]
    [InlineData(PurchaseOrderState.Cancelled)]
    public async Task A_late_message_that_starts_an_orchestration_again_after_it_was_removed_does_nothing(PurchaseOrderState end)
    {
        var purchase = end == PurchaseOrderState.Completed ? await _world.PaidAsync() : await _world.AskedAsync();
        if (end == PurchaseOrderState.Completed)
        {
            await _world.ShipAsync("ZTO100");
        }
        else
        {
            CancelInStore();
            await _world.RunAsync();
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await _world.PlayAsync(purchase.Key);
        await _world.DrainAsync();
        Assert.Equal(end, (await _world.PurchaseAsync("1001")).State);
        var before = await TracesAsync();

        _world.Clock.Advance(TimeSpan.FromDays(365));
        _world.Workflows.Started.Clear();
        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);
        Assert.Equal([purchase.Key], _world.Workflows.Started);
        Assert.Equal(new NextStep(FulfilmentStep.Finished), await _world.PlayAsync(purchase.Key));
        await _world.DrainAsync();

        Assert.Equal(before, await TracesAsync());

        async Task<object> TracesAsync() =>
            (
                (await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None)).Count,
                _world.Market.Created.Count,
                _world.Market.Payments.Count,
                string.Join(' ', _world.Market.Orders.Select(order => order.Status)),
                _world.Store.Writes,
                _world.Mailer.Sent.Count,
                _world.AlertRows.Raised.Count,
                _world.Ledger.Sum("total")
            );
    }

    [Fact]
    public async Task Before_the_approval_there_is_no_way_to_pay()
    {
        var purchase = await _world.AskedAsync();
        await _world.TakeAsync(FulfilmentStep.Pay, purchase.Key);
        var now = await _world.PurchaseAsync("1001");
        Assert.Null(now.Payment);
        Assert.Empty(_world.Market.Payments);
        Assert.Null((await _world.Cashier.OpenAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Link);
    }

    [Fact]
    public async Task Paid_at_the_market_without_an_approval_stops_and_calls_a_person()
    {
        var purchase = await _world.AskedAsync();
        _world.Market.Pay(_world.Market.Single.OrderId);
        await _world.NewsAsync(_world.Market.Single.OrderId);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.AwaitingApproval, HoldReasons.PaidBeyondApproval.Code), (now.State, now.Hold!.Code));
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);

        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "I paid it myself", CancellationToken.None);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None),
            told => told is { What.Code: "payment-accepted", Actor: "person:Ann" }
        );
    }

    [Fact]
    public async Task Payment_by_agreement_names_the_approved_amount_and_is_sent_once()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        await _world.TakeAsync(FulfilmentStep.Pay, purchase.Key);
        Assert.Equal(Money.Cny(2500), Assert.Single(_world.Market.Payments).Amount);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None),
            told => told is { What.Code: "payment-answered", After: "Succeeded" }
        );
    }

    [Theory]
    [InlineData(true, PurchaseOrderState.AwaitingShipment)]
    [InlineData(false, PurchaseOrderState.Approved)]
    public async Task A_doubtful_payment_is_looked_up_and_never_sent_again(bool moneyMoved, PurchaseOrderState end)
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Market.OnPay = id =>
        {
            if (moneyMoved)
            {
                _world.Clock.Advance(TimeSpan.FromSeconds(1));
                _world.Market.Pay(id);
            }

            return CallResult.Unknown<PaymentReceipt>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        };
        await _world.PlayAsync(purchase.Key);
        if (!moneyMoved)
        {
            // It may still arrive: nobody is asked to decide anything yet, and nobody can take the approval back.
            _world.Clock.Advance(TimeSpan.FromMinutes(4));
            Assert.Equal(FulfilmentStep.SettlePayment, (await _world.PlayAsync(purchase.Key)).Step);
            await _world.Approvals.TakeBackAsync(
                purchase.Key.Value,
                _world.TicketOf(purchase),
                _world.Links.IssueNonce(_world.TicketOf(purchase)),
                CancellationToken.None
            );
            Assert.Equal(
                (PurchaseOrderState.PaymentUnknown, null),
                ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold)
            );
        }

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.PlayAsync(purchase.Key);
        Assert.Single(_world.Market.Payments);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal(end, now.State);
        Assert.Equal(moneyMoved ? null : HoldReasons.PaymentRefused.Code, now.Hold?.Code);
    }

    [Fact]
    public async Task A_crash_between_the_intent_to_pay_and_the_answer_leads_to_a_look_up()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Market.OnPay = id =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            _world.Market.Pay(id);
            throw new IOException("the process ends here");
        };
        await Assert.ThrowsAsync<IOException>(() => _world.PlayAsync(purchase.Key));
        Assert.Equal(PurchaseOrderState.Paying, (await _world.PurchaseAsync("1001")).State);
        await _world.PlayAsync(purchase.Key);
        Assert.Single(_world.Market.Payments);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task Several_parcels_each_reach_the_store_with_their_own_pieces()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000002", "spec-2"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2), ("L2", "SKU-B", 1));
        await _world.RunAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        await _world.PlayAsync(key);
        await _world.DecideAsync(await _world.PurchaseAsync("1001"), approve: true);
        await _world.PlayAsync(key);
        var id = _world.Market.Single.OrderId;
        _world.Market.Pay(id);
        await _world.NewsAsync(id);

        // One of the two pieces of the first line.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment, RawStatus = "waitsellersend" });
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(key)).Step);
        Assert.Equal(
            (PurchaseOrderState.PartlyShipped, StoreFulfilmentStatus.PartiallyFulfilled),
            ((await _world.PurchaseAsync("1001")).State, _world.Store.Orders["1001"].Fulfilment)
        );
        Assert.Equal([new LineQuantity("L1", 1)], Assert.Single(_world.Store.Orders["1001"].Fulfilments).Lines);

        // The rest.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Ship(id, "ZTO2", new ParcelLine($"{id}0", 1), new ParcelLine($"{id}1", 1));
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(["ZTO1", "ZTO2"], _world.Store.Orders["1001"].Fulfilments.SelectMany(fulfilment => fulfilment.TrackingNumbers));
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Both_parcels_of_a_bundle_reach_the_store_whichever_supplier_is_first(bool leadIsFirst)
    {
        var (lead, companion) = await BundleAsync();
        foreach (var purchase in leadIsFirst ? (PurchaseOrder[])[lead, companion] : [companion, lead])
        {
            _world.Market.Ship(purchase.SupplierOrders.Single().OrderId, purchase == lead ? "ZTO-LEAD" : "ZTO-PART");
            await _world.NewsAsync(purchase.SupplierOrders.Single().OrderId);
            var view = await _world.PlayAsync(purchase.Key);
            Assert.Equal(purchase == companion && !leadIsFirst ? FulfilmentStep.AwaitShipment : FulfilmentStep.Finished, view.Step);
        }

        if (!leadIsFirst)
        {
            // The look that the lead's push asked for wakes the one that waited.
            _world.Workflows.Woken.Clear();
            await _world.DrainAsync();
            Assert.Contains(companion.Key, _world.Workflows.Woken);
            Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(companion.Key)).Step);
        }

        var fulfilment = Assert.Single(_world.Store.Orders["1001"].Fulfilments);
        Assert.Equal(["ZTO-LEAD", "ZTO-PART"], fulfilment.TrackingNumbers);
        Assert.Equal(2, _world.Store.Writes);
        Assert.Equal([new LineQuantity("L1", 1)], fulfilment.Lines);
        var record = await _world.ReadAsync("1001");
        Assert.Equal(OrderState.Fulfilled, record.State);
        Assert.All(
            record.PurchaseOrders.SelectMany(purchase => purchase.Parcels),
            parcel => Assert.Equal((PushState.Confirmed, fulfilment.FulfilmentId), (parcel.Push, parcel.FulfilmentId))
        );
    }

    [Fact]
    public async Task A_number_that_stands_beside_another_parcels_of_the_order_still_brings_all_its_pieces_to_the_store()
    {
        var (lead, companion) = await BundleAsync(quantity: 3);
        var id = lead.SupplierOrders.Single().OrderId;
        _world.Market.Ship(id, "ZTO-LEAD", new ParcelLine($"{id}0", 1));
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        await _world.NewsAsync(id);
        await _world.PlayAsync(lead.Key);
        _world.Market.Ship(companion.SupplierOrders.Single().OrderId, "ZTO-PART");
        await _world.NewsAsync(companion.SupplierOrders.Single().OrderId);
        await _world.PlayAsync(companion.Key);
        Assert.Equal(["ZTO-LEAD", "ZTO-PART"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);

        // The supplier types the other supplier's number for the rest.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Ship(id, "ZTO-PART", new ParcelLine($"{id}0", 2));
        await _world.NewsAsync(id);
        await _world.PlayAsync(lead.Key);

        var order = _world.Store.Orders["1001"];
        Assert.Equal((StoreFulfilmentStatus.Fulfilled, 0), (order.Fulfilment, order.Lines[0].OpenQuantity));
        Assert.Equal(3, order.Fulfilments.SelectMany(fulfilment => fulfilment.Lines).Sum(line => line.Quantity));
    }

    [Fact]
    public async Task A_number_of_the_other_supplier_that_was_typed_and_put_right_before_the_store_had_it_leaves_the_others_alone()
    {
        var (lead, companion) = await BundleAsync(quantity: 3);
        var id = lead.SupplierOrders.Single().OrderId;
        _world.Market.Ship(id, "ZTO-LEAD", new ParcelLine($"{id}0", 1));
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        await _world.NewsAsync(id);
        await _world.PlayAsync(lead.Key);
        _world.Market.Ship(companion.SupplierOrders.Single().OrderId, "ZTO-PART");
        await _world.NewsAsync(companion.SupplierOrders.Single().OrderId);
        await _world.PlayAsync(companion.Key);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Down = new CallProblem(ProblemKind.Transient, "503", "down");
        _world.Market.Ship(id, "ZTO-PART", new ParcelLine($"{id}0", 2));
        await _world.NewsAsync(id);
        await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.PlayAsync(lead.Key));
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Parcels[id][1] = _world.Market.Parcels[id][1] with { WaybillNumber = "ZTO-REST" };
        _world.Market.Change(id, order => order with { ModifiedAt = _world.Clock.GetUtcNow() });
        await _world.NewsAsync(id);
        _world.Store.Down = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        await _world.PlayAsync(lead.Key);

        var order = _world.Store.Orders["1001"];
        Assert.Equal(
            ["ZTO-LEAD, ZTO-PART", "ZTO-REST"],
            order.Fulfilments.Select(fulfilment => string.Join(", ", fulfilment.TrackingNumbers))
        );
        Assert.Equal((StoreFulfilmentStatus.Fulfilled, 0), (order.Fulfilment, order.Lines[0].OpenQuantity));
    }

    [Fact]
    public async Task A_replaced_waybill_of_a_bundles_part_leaves_the_other_numbers_alone()
    {
        var (lead, companion) = await BundleAsync();
        var id = companion.SupplierOrders.Single().OrderId;
        _world.Market.Ship(lead.SupplierOrders.Single().OrderId, "ZTO-LEAD");
        await _world.NewsAsync(lead.SupplierOrders.Single().OrderId);
        await _world.PlayAsync(lead.Key);
        _world.Market.Ship(id, "ZTO-PART");
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        await _world.NewsAsync(id);
        await _world.PlayAsync(companion.Key);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Parcels[id][0] = _world.Market.Parcels[id][0] with { WaybillNumber = "ZTO-NEW" };
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingReceipt });
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(companion.Key)).Step);
        Assert.Equal(["ZTO-LEAD", "ZTO-NEW"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_bundles_number_that_another_writer_wrote_over_is_told_again()
    {
        var (lead, companion) = await BundleAsync();
        _world.Market.Ship(lead.SupplierOrders.Single().OrderId, "ZTO-LEAD");
        await _world.NewsAsync(lead.SupplierOrders.Single().OrderId);
        await _world.PlayAsync(lead.Key);
        _world.Market.Ship(companion.SupplierOrders.Single().OrderId, "ZTO-PART");
        await _world.NewsAsync(companion.SupplierOrders.Single().OrderId);
        _world.Store.StaleReads = 1;
        var view = await _world.PlayAsync(companion.Key);
        Assert.Equal(FulfilmentStep.ConfirmTracking, view.Step);
        _world.Store.Change(
            "1001",
            order => order with { Fulfilments = [order.Fulfilments[0] with { TrackingNumbers = ["ZTO-LEAD", "ZTO-OTHER"] }] }
        );

        _world.Clock.Advance(view.WakeAt!.Value - _world.Clock.GetUtcNow());
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(companion.Key)).Step);
        Assert.Equal(["ZTO-LEAD", "ZTO-OTHER", "ZTO-PART"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_bundles_part_waits_for_nothing_once_its_lead_is_given_up()
    {
        var (lead, companion) = await BundleAsync();
        _world.Market.Ship(companion.SupplierOrders.Single().OrderId, "ZTO-PART");
        await _world.NewsAsync(companion.SupplierOrders.Single().OrderId);
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(companion.Key)).Step);

        // The seller sent the bundle.
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Fulfilments = [new StoreFulfilment("F77", false, [], [new LineQuantity("L1", 1)])],
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }],
                }
        );
        _world.Market.Ship(lead.SupplierOrders.Single().OrderId, "ZTO-LEAD");
        await _world.NewsAsync(lead.SupplierOrders.Single().OrderId);
        _world.Store.PushRefusal = RefusalMeaning.AlreadyFulfilled;
        await _world.PlayAsync(lead.Key);
        await _world.DrainAsync();
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(companion.Key)).Step);
        Assert.Equal(0, _world.Store.Writes);
        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            (OrderState.FulfilledElsewhere, PushState.NotNeeded),
            (record.State, record.Find(companion.Key)!.Parcels.Single().Push)
        );
    }

    [Fact]
    public async Task A_bundles_part_hears_that_its_lead_was_given_up_before_it_was_ever_placed()
    {
        await _world.MapAsync(
            "SKU-SET",
            World.Item("supplier-1", "610000000001", "spec-1"),
            World.Item("supplier-2", "610000000002", "spec-2")
        );
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-SET", 1));
        _world.Market.WorkBeforeDoubt = false;
        _world.Market.OnCreate = request =>
            request.Lines[0].OfferId == "610000000001"
                ? CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"))
                : null;
        await _world.RunAsync();
        var purchases = (await _world.ReadAsync("1001")).PurchaseOrders;
        var (lead, companion) = (
            purchases.Single(purchase => purchase.SupplierId == "supplier-1"),
            purchases.Single(purchase => purchase.SupplierId == "supplier-2")
        );
        await _world.PlayAsync(companion.Key);
        await _world.DecideAsync((await _world.ReadAsync("1001")).Find(companion.Key)!, approve: true);
        await _world.PlayAsync(companion.Key);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Market.Pay(_world.Market.Single.OrderId);
        _world.Market.Ship(_world.Market.Single.OrderId, "ZTO-PART");
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.Commands.CancelAsync(lead.Key, "Ann", "not wanted", CancellationToken.None);
        _world.Workflows.Woken.Clear();

        // The look-ups prove that nothing was made of it.
        for (var wait = 0; wait < 4; wait++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(6));
            await _world.DrainAsync();
        }

        Assert.Equal(PurchaseOrderState.Cancelled, (await _world.ReadAsync("1001")).Find(lead.Key)!.State);
        Assert.Contains(companion.Key, _world.Workflows.Woken);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(companion.Key)).Step);
    }

    [Fact]
    public async Task The_rest_of_a_piece_that_comes_in_a_parcel_of_its_own_joins_the_piece()
    {
        // One piece sold is two pieces bought, and each comes by itself.
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1", quantity: 2));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await PaidOrderAsync();
        var purchase = await _world.PurchaseAsync("1001");
        var id = purchase.SupplierOrders.Single().OrderId;
        _world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        _world.Market.Ship(id, "ZTO2", new ParcelLine($"{id}0", 1));
        await _world.NewsAsync(id);

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(["ZTO1", "ZTO2"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task Cancelled_in_the_store_before_payment_ends_cancelled_on_both_sides()
    {
        var purchase = await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(3));
        CancelInStore();
        await _world.RunAsync();

        // The market refuses to close an order in its first seconds; the step waits for that.
        var view = await _world.PlayAsync(purchase.Key);
        Assert.Equal(FulfilmentStep.Cancel, view.Step);
        Assert.Equal(_world.Market.Single.CreatedAt + NextStepDecision.CancelNotBefore, view.WakeAt);
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(SupplierOrderStatus.Cancelled, _world.Market.Single.Status);
        var record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Cancelled, PurchaseOrderState.Cancelled), (record.State, record.PurchaseOrders.Single().State));
    }

    [Fact]
    public async Task Cancelled_in_the_store_after_the_approval_is_not_paid()
    {
        var purchase = await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.DecideAsync(purchase, approve: true);
        CancelInStore();
        await _world.RunAsync();
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Null((await _world.PurchaseAsync("1001")).Payment);
        Assert.Equal(OrderState.Cancelled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task A_market_that_closes_no_order_so_young_is_asked_again_until_it_does_and_the_store_order_is_free_again()
    {
        var purchase = await _world.AskedAsync();
        await _world.Commands.CancelAsync(purchase.Key, "Ann", "not wanted", CancellationToken.None);
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);
        _world.Market.OnCancel = _ => CallResult.Refused<Unit>("CLOSE_ORDER_TOO_FAST", "too soon", RefusalMeaning.TooSoon);
        await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.PlayAsync(purchase.Key));
        Assert.Equal(
            (PurchaseOrderState.Cancelling, null),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold)
        );

        _world.Market.OnCancel = null;
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(SupplierOrderStatus.Cancelled, _world.Market.Single.Status);
        Assert.Equal(
            (OrderState.Held, HoldReasons.PurchaseRejected.Code),
            ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold!.Code)
        );

        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "wanted after all", CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(2, _world.Market.Created.Count);
    }

    [Fact]
    public async Task A_market_that_will_not_close_an_order_calls_a_person_with_its_words_and_is_asked_again_after_a_release()
    {
        var purchase = await _world.AskedAsync();
        await _world.Commands.CancelAsync(purchase.Key, "Ann", "not wanted", CancellationToken.None);
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);
        _world.Market.OnCancel = _ => CallResult.Refused<Unit>("NO_RIGHT", "no right to close it");
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        var held = (await _world.PurchaseAsync("1001")).Hold!;
        Assert.Equal(HoldReasons.CancelRefused.Code, held.Code);
        Assert.Contains("no right to close it", held.Detail, StringComparison.Ordinal);

        _world.Market.OnCancel = null;
        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "the right is there", CancellationToken.None);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(SupplierOrderStatus.Cancelled, _world.Market.Single.Status);
    }

    [Fact]
    public async Task A_rejected_order_that_somebody_paid_meanwhile_is_not_closed_and_becomes_a_claim_for_the_money()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: false);
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);
        _world.Market.Pay(_world.Market.Single.OrderId);
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(SupplierOrderStatus.AwaitingShipment, _world.Market.Single.Status);
        Assert.Equal(
            (PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold!.Code)
        );
    }

    [Fact]
    public async Task Paid_just_before_it_could_be_cancelled_asks_for_the_money_back()
    {
        var purchase = await _world.PaidAsync(takeNews: false);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        CancelInStore();
        await _world.RunAsync();
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code), (now.State, now.Hold!.Code));
    }

    [Fact]
    public async Task Cancelled_in_the_store_after_payment_calls_a_person_and_pushes_nothing()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        CancelInStore();
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(0, _world.Store.Writes);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.RefundDue, HoldReasons.CancelledAfterPayment.Code), (now.State, now.Hold!.Code));
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.CancelledAfterPayment.Code);
    }

    [Fact]
    public async Task Closed_at_the_market_before_payment_calls_a_person()
    {
        var purchase = await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(
            _world.Market.Single.OrderId,
            order => order with { Status = SupplierOrderStatus.Cancelled, RawStatus = "cancel", CloseReason = "sellerGoodsLack" }
        );
        await _world.NewsAsync(_world.Market.Single.OrderId);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal(
            (PurchaseOrderState.Blocked, HoldReasons.SupplierClosed.Code, "sellerGoodsLack"),
            (now.State, now.Hold!.Code, now.Hold.Detail)
        );
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
    }

    [Fact]
    public async Task The_list_answers_while_both_sides_are_down()
    {
        await _world.AskedAsync();
        _world.Store.Down = new CallProblem(ProblemKind.Transient, "503", "down");
        _world.Market.OnRead = _ => CallResult.NotSent<SupplierOrder>(new CallProblem(ProblemKind.Transient, "503", "down"));
        var list = new List<OrderSummary>();
        await foreach (var summary in _world.Orders.ListOpenAsync(null, CancellationToken.None))
        {
            list.Add(summary);
        }

        var purchase = Assert.Single(Assert.Single(list).PurchaseOrders);
        Assert.Equal(
            (PurchaseOrderState.AwaitingApproval, Money.Cny(2500), _world.Market.Single.OrderId),
            (purchase.State, purchase.Amount!.Value, purchase.SupplierOrderIds.Single())
        );
    }

    [Fact]
    public async Task The_sweep_finds_what_no_message_told()
    {
        var purchase = await _world.PaidAsync(takeNews: false);
        await _world.Sweep.RunAsync(CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);

        // The same span again: nothing new, nothing read.
        await _world.Sweep.RunAsync(CancellationToken.None);
        Assert.Empty(_world.Queues.SupplierChanges);
        Assert.Contains(purchase.Key, _world.Workflows.Woken);
    }

    [Fact]
    public async Task That_it_is_paid_wakes_nothing_that_wakes_early_enough_by_itself()
    {
        var purchase = await _world.PaidAsync(takeNews: false);
        var waits = await _world.PlayAsync(purchase.Key);
        _world.Workflows.Woken.Clear();

        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Empty(_world.Workflows.Woken);
        var next = await _world.PlayAsync(purchase.Key);
        Assert.Equal((FulfilmentStep.AwaitPayment, FulfilmentStep.AwaitShipment), (waits.Step, next.Step));
        Assert.True(waits.WakeAt <= next.WakeAt, $"It would wake at {waits.WakeAt:O} to warn at {next.WakeAt:O}.");
    }

    private void CancelInStore() => _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });

    /// <summary>One piece sold that is made of goods of two suppliers, both paid: the one that fulfils it, and the other.</summary>
    private async Task<(PurchaseOrder Lead, PurchaseOrder Companion)> BundleAsync(int quantity = 1)
    {
        await _world.MapAsync(
            "SKU-SET",
            World.Item("supplier-1", "610000000001", "spec-1"),
            World.Item("supplier-2", "610000000002", "spec-2")
        );
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-SET", quantity));
        await PaidOrderAsync();
        var purchases = (await _world.ReadAsync("1001")).PurchaseOrders;
        return (
            purchases.Single(purchase => purchase.SupplierId == "supplier-1"),
            purchases.Single(purchase => purchase.SupplierId == "supplier-2")
        );
    }

    private async Task PaidOrderAsync()
    {
        await _world.RunAsync();
        foreach (var planned in (await _world.ReadAsync("1001")).PurchaseOrders)
        {
            await _world.PlayAsync(planned.Key);
            await _world.DecideAsync((await _world.ReadAsync("1001")).Find(planned.Key)!, approve: true);
            await _world.PlayAsync(planned.Key);
        }

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var id in _world.Market.Orders.Select(order => order.OrderId).ToList())
        {
            _world.Market.Pay(id);
            await _world.NewsAsync(id);
        }

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
    }
}

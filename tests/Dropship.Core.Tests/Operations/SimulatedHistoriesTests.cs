using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>Histories in which the simulation broke a promise, told step by step, so that they stay proven when its seeds mean something
/// else.</summary>
public sealed class SimulatedHistoriesTests
{
    private static readonly CallProblem s_timeout = new(ProblemKind.Transient, "timeout", "no answer");

    private readonly World _world = new();

    [Fact]
    public async Task A_look_up_that_is_called_for_too_early_asks_for_another_one_under_another_time()
    {
        // Hosts' clocks differ: the same message again would be dropped as a repeat, and nobody would ever look the purchase up.
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        var purchase = await PlannedAsync();
        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);
        var first = _world.Queues.PurchaseOrders.Dequeue();

        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);

        var second = Assert.Single(_world.Queues.PurchaseOrders);
        Assert.NotNull(second.Call.NotBefore);
        Assert.NotEqual(first.Call, second.Call);
    }

    [Fact]
    public async Task What_a_person_let_go_on_is_another_message_than_the_one_before()
    {
        // Within ten minutes the queue drops a message of the same id, and the purchase stayed planned for ever.
        var answer = CallResult.Refused<PurchasePreview>("STOCK_NOT_ENOUGH", "none left", RefusalMeaning.OutOfStock);
        _world.Market.OnPreview = _ => answer;
        var purchase = await PlannedAsync();
        await _world.Mapper.ReviewAsync(purchase.Key.Order, isRedelivery: false, CancellationToken.None);
        var first = _world.Queues.PurchaseOrders.Dequeue();
        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));

        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "restocked", CancellationToken.None);
        _world.Queues.PurchaseOrders.Clear();
        await _world.Mapper.ReviewAsync(purchase.Key.Order, isRedelivery: false, CancellationToken.None);

        Assert.NotEqual(first.Call, Assert.Single(_world.Queues.PurchaseOrders).Call);
    }

    [Fact]
    public async Task What_is_placed_anew_after_look_ups_is_another_message_than_the_look_up()
    {
        // The last look-up was called for at a time, and answered at that very time by a host whose clock was behind: what it sent was
        // dropped as a repeat of what it had in hand.
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        _world.Market.WorkBeforeDoubt = false;
        var purchase = await PlannedAsync();
        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);
        var calls = new List<PlacementMessageId>();
        for (var look = 0; look < _world.Purchasing.FruitlessLookUps; look++)
        {
            calls.Add(Assert.Single(_world.Queues.PurchaseOrders).Call);
            _world.Queues.PurchaseOrders.Clear();
            _world.Clock.Advance(calls[^1].NotBefore!.Value - _world.Clock.GetUtcNow());
            await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);
        }

        Assert.Equal(PurchaseOrderState.Planned, (await _world.PurchaseAsync("1001")).State);
        Assert.DoesNotContain(Assert.Single(_world.Queues.PurchaseOrders).Call.Name, calls.Select(call => call.Name));
    }

    [Fact]
    public async Task The_mail_that_tells_where_to_pay_is_tried_until_it_went_out()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Mailer.IsDown = true;
        await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.PlayAsync(purchase.Key));
        _world.Mailer.IsDown = false;

        await _world.PlayAsync(purchase.Key);

        Assert.Contains(_world.Mailer.Sent, mail => mail.Id.StartsWith("pay-", StringComparison.Ordinal));
        Assert.NotNull((await _world.PurchaseAsync("1001")).Payment!.PayLink);
    }

    [Fact]
    public async Task An_alert_is_closed_although_the_step_that_lifted_the_hold_ended_before_it_could()
    {
        var (key, alert) = await UnmappedAsync();

        // The hold is lifted, and the process ends before the alert is closed.
        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.RunAsync();
        await _world.Alerts.RaiseAsync(new AlertNotice(alert, HoldReasons.SkuUnmapped.Code, "1001", "SKU-A", key), CancellationToken.None);
        await _world.OrderAlerts.LookAsync(CancellationToken.None);

        Assert.False(_world.AlertRows.Open.ContainsKey(alert));
    }

    [Fact]
    public async Task An_alert_stays_while_its_hold_does_and_that_of_a_failing_step_as_long_as_its_purchase_order_goes_on()
    {
        var (_, held) = await UnmappedAsync();
        var purchase = await _world.AskedAsync("1002");
        await new StepFailure(_world.Orders, _world.Alerts).ReportAsync(purchase.Key, "no answer", CancellationToken.None);
        var failing = AlertKey.Of(purchase.Key, HoldReasons.StepFailing);
        var other = new AlertNotice(AlertKey.OfMoney(HoldReasons.MoneyStopped), HoldReasons.MoneyStopped.Code, "1688", "Ann");
        await _world.Alerts.RaiseAsync(other, CancellationToken.None);
        var broken = new AlertNotice(
            AlertKey.Of(purchase.Key.Order, HoldReasons.HistoryBroken),
            HoldReasons.HistoryBroken.Code,
            "1002",
            "row 2",
            purchase.Key.Order
        );
        await _world.Alerts.RaiseAsync(broken, CancellationToken.None);

        await _world.OrderAlerts.LookAsync(CancellationToken.None);
        Assert.Equal(
            [other.Key, held, broken.Key, failing],
            _world.AlertRows.Open.Keys.OrderBy(key => key.ToString(), StringComparer.Ordinal)
        );

        await _world.DecideAsync(purchase, approve: false);
        _world.Clock.Advance(TimeSpan.FromSeconds(15));
        await _world.PlayAsync(purchase.Key);
        await new StepFailure(_world.Orders, _world.Alerts).ReportAsync(purchase.Key, "no answer", CancellationToken.None);
        await _world.OrderAlerts.LookAsync(CancellationToken.None);
        Assert.False(_world.AlertRows.Open.ContainsKey(failing));
    }

    [Fact]
    public async Task An_order_that_is_held_again_while_its_old_alert_is_closed_is_told_of()
    {
        var (key, alert) = await UnmappedAsync();
        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.RunAsync();
        await _world.Alerts.RaiseAsync(new AlertNotice(alert, HoldReasons.SkuUnmapped.Code, "1001", "SKU-A", key), CancellationToken.None);
        _world.AlertRows.BeforeClose = () =>
            _world
                .Orders.EditAsync(
                    key,
                    Actor.System,
                    _world.Clock,
                    edit => edit.Move(OrderState.Held, "again", edit.HoldFor(HoldReasons.SkuUnmapped, "SKU-B")),
                    CancellationToken.None
                )
                .GetAwaiter()
                .GetResult();

        await _world.OrderAlerts.LookAsync(CancellationToken.None);

        Assert.True(_world.AlertRows.Open.ContainsKey(alert));
    }

    [Fact]
    public async Task A_hold_that_comes_back_while_its_lifting_is_told_is_told_of_again()
    {
        var (key, alert) = await UnmappedAsync();
        _world.AlertRows.BeforeClose = () =>
        {
            _world.AlertRows.BeforeClose = null;
            _world
                .Orders.EditAsync(
                    key,
                    Actor.System,
                    _world.Clock,
                    edit => edit.Move(OrderState.Held, "again", edit.HoldFor(HoldReasons.SkuUnmapped, "SKU-B")),
                    CancellationToken.None
                )
                .GetAwaiter()
                .GetResult();
        };

        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.Mapper.ReviewAsync(key, isRedelivery: false, CancellationToken.None);

        Assert.True(_world.AlertRows.Open.ContainsKey(alert));
        Assert.Equal(OrderState.Held, _world.Orders.Shown[key].State);
    }

    [Fact]
    public async Task An_order_that_is_given_up_after_goods_were_sent_waits_for_a_person()
    {
        var purchase = await _world.AskedAsync();
        var record = await _world.ReadAsync("1001");
        var given = record.With(purchase.Key, old => old with { State = PurchaseOrderState.Completed }) with
        {
            StoreOrder = record.StoreOrder with { CancelledAt = _world.Clock.GetUtcNow() },
        };
        var edit = new OrderEdit(given, Actor.Market, _world.Clock.GetUtcNow());
        OrderStateRollup.Settle(edit);
        await _world.Orders.SaveAsync(edit.Record, edit.Events, CancellationToken.None);

        var held = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.CancelledAfterPayment.Code), (held.State, held.Hold?.Code));
        Assert.Contains(purchase.Key.Value, held.Hold!.Detail, StringComparison.Ordinal);

        await _world.Commands.ReleaseAsync(held.Key, "Ann", "the supplier pays it back", CancellationToken.None);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task A_hold_is_told_although_the_step_that_set_it_failed_before_it_could()
    {
        var purchase = await _world.AskedAsync();
        await _world.Orders.EditAsync(
            purchase.Key.Order,
            Actor.Market,
            _world.Clock,
            edit => edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.CancelRefused, "no"), "refused"),
            CancellationToken.None
        );

        await _world.PlayAsync(purchase.Key);

        Assert.True(_world.AlertRows.Open.ContainsKey(AlertKey.Of(purchase.Key, HoldReasons.CancelRefused)));
    }

    [Fact]
    public async Task A_look_up_that_finds_fewer_lines_than_were_asked_for_calls_a_person()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000002", "spec-2"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1));
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        await _world.RunAsync();
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Lines = [order.Lines[0]] });

        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await _world.DrainAsync();

        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, HoldReasons.PlacedInPart.Code), (purchase.State, purchase.Hold?.Code));
        Assert.Contains("610000000002", purchase.Hold!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_up_that_two_hosts_make_at_once_counts_once()
    {
        // Counted twice it proved within a moment that nothing was made, while the first request was still on its way: bought twice.
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        _world.Market.WorkBeforeDoubt = false;
        var purchase = await PlannedAsync();
        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _world.Orders.BeforeSave = _ =>
        {
            _world.Orders.BeforeSave = null;
            _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None).GetAwaiter().GetResult();
        };

        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);

        var settled = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.PlacementUnknown, 1), (settled.State, settled.Placement!.FruitlessLookUps));
    }

    [Fact]
    public async Task News_of_the_market_wait_while_its_account_is_refused()
    {
        var purchase = await _world.AskedAsync();
        var id = purchase.SupplierOrders[0].OrderId;
        _world.Market.OnRead = _ => CallResult.Unauthorized<SupplierOrder>("401", "expired");
        _world.Queues.SupplierChanges.Clear();

        await _world.NewsAsync(id);

        Assert.Equal(new SupplierChange(World.PurchasingAccountId, id, IsRedelivery: true), Assert.Single(_world.Queues.SupplierChanges));
    }

    [Fact]
    public async Task An_account_that_stands_still_is_told_of_although_whoever_marked_it_ended_before()
    {
        await _world.StoreAccounts.SaveAsync(
            World.StoreAccount with
            {
                State = StoreAccountState.Unauthorized,
                StateReason = "401",
            },
            CancellationToken.None
        );
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                State = PurchasingAccountState.Unauthorized,
                StateReason = "401",
            },
            CancellationToken.None
        );

        await _world.Scheduler.QueueDueAsync(CancellationToken.None);
        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Equal(
            [
                AlertKey.Of(World.PurchasingAccount, HoldReasons.PurchasingUnauthorized),
                AlertKey.Of(World.StoreAccount, HoldReasons.StoreUnauthorized),
            ],
            _world.AlertRows.Open.Keys.OrderBy(key => key.ToString(), StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Goods_that_the_market_closed_while_the_rest_came_keep_the_order_from_counting_as_fulfilled()
    {
        var purchase = await _world.AskedAsync();
        var record = await _world.ReadAsync("1001");
        var shipped = purchase.SupplierOrders[0];
        var completed = record.With(
            purchase.Key,
            old =>
                old with
                {
                    State = PurchaseOrderState.Completed,
                    SupplierOrders = [shipped, shipped with { OrderId = "9999", Status = SupplierOrderStatus.Cancelled }],
                }
        );
        var edit = new OrderEdit(completed, Actor.Market, _world.Clock.GetUtcNow());

        OrderStateRollup.Settle(edit);

        Assert.Equal((OrderState.Held, HoldReasons.SupplierClosed.Code), (edit.Record.State, edit.Record.Hold?.Code));
        Assert.Contains("9999", edit.Record.Hold!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_waits_for_money_is_listed_although_the_first_look_at_it_ended_before_it_could_be()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Pending };
        await _world.RunAsync();
        var key = (await _world.ReadAsync("1001")).Key;
        _world.Orders.Unlist(key);

        await _world.Mapper.ReviewAsync(key, isRedelivery: true, CancellationToken.None);

        Assert.Equal(OrderState.AwaitingPayment, _world.Orders.Shown[key].State);
    }

    [Fact]
    public async Task What_is_held_is_listed_as_it_is_although_an_older_step_showed_it_last()
    {
        var (key, _) = await UnmappedAsync();
        var held = await _world.ReadAsync("1001");
        await _world.Orders.UpdateListingAsync(
            held with
            {
                State = OrderState.Purchasing,
                Hold = null,
            },
            isListed: true,
            CancellationToken.None
        );

        await _world.OrderAlerts.LookAsync(CancellationToken.None);

        Assert.Equal((OrderState.Held, HoldReasons.SkuUnmapped.Code), (_world.Orders.Shown[key].State, _world.Orders.Shown[key].HoldCode));
    }

    [Fact]
    public async Task Goods_are_sent_once_more_one_time_although_the_wish_is_repeated_after_a_crash()
    {
        var purchase = await _world.AskedAsync();
        var key = purchase.Key.Order;
        await _world.Orders.ForceAsync(
            key,
            record => record.With(purchase.Key, old => old with { State = PurchaseOrderState.AwaitingShipment })
        );
        var first = await _world.Commands.ResendAsync(key, [new LineQuantity("L1", 1)], "Ann", "lost", CancellationToken.None);
        _world.Queues.Orders.Clear();

        var second = await _world.Commands.ResendAsync(key, [new LineQuantity("L1", 1)], "Ann", "lost", CancellationToken.None);

        Assert.Equal(first, second);
        Assert.Equal([key], _world.Queues.Orders);
        Assert.Equal(
            2,
            (await _world.Commands.ResendAsync(key, [new LineQuantity("L1", 2)], "Ann", "all of it", CancellationToken.None))
                .Concat(first)
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public async Task An_order_at_its_end_is_not_left_listed_as_an_older_step_saw_it()
    {
        var purchase = await _world.AskedAsync();
        await _world.Commands.CancelAsync(purchase.Key, "Ann", "not wanted", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        var before = await _world.ReadAsync("1001");
        await _world.Orders.ForceAsync(before.Key, record => record with { State = OrderState.Cancelled, Hold = null });
        var older = await _world.ReadAsync("1001");
        await _world.Orders.ForceAsync(
            before.Key,
            record => record.With(purchase.Key, old => old with { State = PurchaseOrderState.Completed })
        );

        await new OrderProjection(
            _world.Orders,
            _world.Alerts,
            _world.Queues,
            _world.Ledger,
            _world.Suppliers,
            new EventNoting(_world.Warehouse, _world.Untold)
        ).FinishAsync(before, older, isRedelivery: false, CancellationToken.None);

        var newest = await _world.ReadAsync("1001");
        Assert.All(_world.Orders.Shown.Values, listed => Assert.True(listed.Shows(newest), $"listed: {listed.State}"));
    }

    [Fact]
    public async Task News_of_an_order_on_1688_may_come_before_its_purchase_order_is_known_to_be_placed()
    {
        // Its orchestration is not there to be woken; the message failed until it was put aside.
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        var purchase = await PlannedAsync();
        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);

        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Empty(_world.Workflows.Woken);

        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await _world.Purchases.PlaceAsync(purchase.Key, CancellationToken.None);
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
        Assert.Equal([purchase.Key], _world.Workflows.Started);
    }

    [Fact]
    public async Task Goods_sent_once_more_whose_order_the_market_closed_let_the_sale_end_when_a_person_gives_them_up()
    {
        // It waited for a purchase order in its place, which only a sale gets.
        var purchase = await _world.AskedAsync();
        var key = purchase.Key.Order;
        await _world.Orders.ForceAsync(
            key,
            record =>
                record.With(purchase.Key, old => old with { State = PurchaseOrderState.Completed }) with
                {
                    StoreOrder = record.StoreOrder with
                    {
                        Lines = [.. record.StoreOrder.Lines.Select(line => line with { OpenQuantity = 0 })],
                    },
                }
        );
        await _world.Orders.EditAsync(key, Actor.Store, _world.Clock, OrderStateRollup.Settle, CancellationToken.None);
        var resend = Assert.Single(
            await _world.Commands.ResendAsync(key, [new LineQuantity("L1", 1)], "Ann", "lost", CancellationToken.None)
        );
        await _world.DrainAsync();
        var made = (await _world.ReadAsync("1001")).Find(resend)!.SupplierOrders.Single().OrderId;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(made, order => order with { Status = SupplierOrderStatus.Cancelled });
        await _world.NewsAsync(made);

        await _world.Commands.ReleaseAsync(key, "Ann", "not again", CancellationToken.None);
        await _world.DrainAsync();

        var ended = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Fulfilled, PurchaseOrderState.Cancelled), (ended.State, ended.Find(resend)!.State));
    }

    [Fact]
    public async Task A_bundles_part_hears_that_a_person_cancelled_what_it_waited_for()
    {
        // Only what was cancelled was woken: the part stayed on its way for ever, and its order with it.
        var (lead, part) = await PartWithoutLeadAsync();

        await _world.Commands.CancelAsync(lead, "Ann", "not wanted", CancellationToken.None);

        Assert.Contains(part, _world.Workflows.Woken);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(part)).Step);
        var record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.PurchaseRejected.Code), (record.State, record.Hold?.Code));
    }

    [Fact]
    public async Task A_bundles_part_goes_on_although_the_process_ended_before_it_heard_of_the_cancelling()
    {
        // The person saw that it is cancelled and did not press again; no message was left that would have said it once more.
        var (lead, part) = await PartWithoutLeadAsync();
        _world.Workflows.IsDeaf = true;
        await _world.Commands.CancelAsync(lead, "Ann", "not wanted", CancellationToken.None);
        Assert.DoesNotContain(part, _world.Workflows.Woken);
        _world.Workflows.IsDeaf = false;

        await _world.ReconcileAsync();

        Assert.Contains(part, _world.Workflows.Woken);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(part)).Step);
    }

    // A bundle whose lead was closed on 1688, while its other half is shipped and waits for it.
    private async Task<(PurchaseOrderKey Lead, PurchaseOrderKey Part)> PartWithoutLeadAsync()
    {
        await _world.MapAsync(
            "SKU-SET",
            World.Item("supplier-1", "610000000001", "spec-1"),
            World.Item("supplier-2", "610000000002", "spec-2")
        );
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-SET", 1));
        await _world.RunAsync();
        var purchases = (await _world.ReadAsync("1001")).PurchaseOrders;
        var lead = purchases.Single(purchase => purchase.SupplierId == "supplier-1");
        var part = purchases.Single(purchase => purchase.SupplierId == "supplier-2");
        await _world.PlayAsync(part.Key);
        await _world.DecideAsync((await _world.ReadAsync("1001")).Find(part.Key)!, approve: true);
        await _world.PlayAsync(part.Key);
        var id = part.SupplierOrders.Single().OrderId;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Pay(id);
        await _world.NewsAsync(id);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Ship(id, "ZTO-PART");
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(part.Key)).Step);
        await _world.Orders.EditAsync(
            lead.Key.Order,
            Actor.Market,
            _world.Clock,
            edit =>
            {
                edit.Replace(
                    lead.Key,
                    old =>
                        old with
                        {
                            SupplierOrders = [.. old.SupplierOrders.Select(order => order with { Status = SupplierOrderStatus.Cancelled })],
                        }
                );
                edit.Move(lead.Key, PurchaseOrderState.Blocked, "closed", edit.HoldFor(HoldReasons.SupplierClosed, "closed"));
            },
            CancellationToken.None
        );
        _world.Workflows.Woken.Clear();
        return (lead.Key, part.Key);
    }

    private async Task<(OrderKey Order, AlertKey Alert)> UnmappedAsync()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-B", 1));
        await _world.RunAsync();
        var key = (await _world.ReadAsync("1001")).Key;
        var alert = AlertKey.Of(key, HoldReasons.SkuUnmapped);
        Assert.True(_world.AlertRows.Open.ContainsKey(alert));
        return (key, alert);
    }

    private async Task<PurchaseOrder> PlannedAsync()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        _world.Queues.Orders.Clear();
        await _world.Mapper.ReviewAsync(new OrderKey(World.Account, "1001"), isRedelivery: false, CancellationToken.None);
        _world.Queues.PurchaseOrders.Clear();
        return await _world.PurchaseAsync("1001");
    }
}

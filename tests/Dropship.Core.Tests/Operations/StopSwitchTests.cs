using System.Reflection;
using System.Text.Json;
using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Purchasing;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>While the switch is set no money goes out on any way; when it is lifted all goes on by itself.</summary>
public sealed class StopSwitchTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Nothing_is_placed_while_stopped_and_all_of_it_afterwards()
    {
        await _world.Stop.StopAsync("Ann", "the prices look wrong", CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.RunAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.DrainAsync();
        var waits = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Planned, null), (waits.State, waits.Hold));
        Assert.Empty(_world.Market.Created);

        await _world.Stop.LiftAsync("Ann", "they are right", CancellationToken.None);
        _world.Clock.Advance(_world.Purchasing.RetryAfter);
        await _world.DrainAsync();
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task A_stop_between_the_preview_and_the_create_is_seen()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        _world.Market.OnPreview = _ =>
        {
            _world.Stop.StopAsync("Ann", "now", CancellationToken.None).GetAwaiter().GetResult();
            return null;
        };
        await _world.RunAsync();
        Assert.Empty(_world.Market.Created);
    }

    [Fact]
    public async Task Approvals_are_given_while_stopped_and_the_payment_by_agreement_waits()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        await _world.Stop.StopAsync("Ann", "wait", CancellationToken.None);
        Assert.Equal(ApprovalStanding.Approved, (await _world.DecideAsync(purchase, approve: true)).Standing);
        var view = await _world.PlayAsync(purchase.Key);
        Assert.Equal(FulfilmentStep.Pay, view.Step);
        Assert.InRange(view.WakeAt!.Value, _world.Clock.GetUtcNow().AddSeconds(1), _world.Clock.GetUtcNow().AddMinutes(1));
        Assert.Empty(_world.Market.Payments);
        Assert.Equal(
            (PurchaseOrderState.Approved, null),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Payment)
        );

        await _world.Stop.LiftAsync("Ann", "go on", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        Assert.Single(_world.Market.Payments);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task The_longer_a_stop_lasts_the_more_rarely_it_is_looked_for_and_its_end_is_told_to_all_that_wait()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "SKU-A", 2));
        await _world.Stop.StopAsync("Ann", "wait", CancellationToken.None);
        await _world.RunAsync();
        var planned = Assert.Single((await _world.ReadAsync("1002")).PurchaseOrders);
        var start = _world.Clock.GetUtcNow();
        var looks = 0;
        for (var view = await _world.PlayAsync(purchase.Key); looks < 200; looks++)
        {
            _world.Clock.Advance(view.WakeAt!.Value - _world.Clock.GetUtcNow());
            if (_world.Clock.GetUtcNow() > start + TimeSpan.FromHours(12))
            {
                break;
            }

            view = await _world.PlayAsync(purchase.Key);
            await _world.DrainAsync();
        }

        Assert.InRange(looks, 45, 70);
        Assert.Equal(PurchaseOrderState.Planned, (await _world.ReadAsync("1002")).Find(planned.Key)!.State);

        _world.Workflows.Woken.Clear();
        await _world.Release.LiftAsync("Ann", "go on", CancellationToken.None);
        Assert.Contains(purchase.Key, _world.Workflows.Woken);
        _world.Clock.Advance(TimeSpan.FromSeconds(15));
        await _world.DrainAsync();
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.ReadAsync("1002")).Find(planned.Key)!.State);
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_does_not_keep_the_others_waiting_when_a_stop_ends()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        var unread = await _world.AskedAsync("0999");
        await _world.DecideAsync(unread, approve: true);
        await _world.Stop.StopAsync("Ann", "wait", CancellationToken.None);
        _world.Workflows.Woken.Clear();
        var orders = DispatchProxy.Create<IOrders, BrokenOrders>();
        ((BrokenOrders)orders).Read = _world.Orders;
        ((BrokenOrders)orders).Broken = unread.Key.Order;
        var placements = new PlacementQueue(_world.Queues, _world.Purchasing, _world.Clock);
        var release = new MoneyRelease(_world.Stop, orders, placements, _world.Waker, _world.Clock);

        Assert.False((await release.LiftAsync("Ann", "go on", CancellationToken.None)).IsStopped);

        Assert.Equal([purchase.Key], _world.Workflows.Woken);
    }

    [Fact]
    public async Task No_cashier_page_is_handed_out_and_nobody_is_sent_on_to_one()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.Stop.StopAsync("Ann", "wait", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        Assert.Null((await _world.PurchaseAsync("1001")).Payment);

        await _world.Stop.LiftAsync("Ann", "go on", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        await _world.Stop.StopAsync("Ann", "wait again", CancellationToken.None);
        Assert.Equal(
            new CashierAnswer(null, IsStopped: true),
            await _world.Cashier.OpenAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)
        );
        Assert.Null((await _world.PurchaseAsync("1001")).Payment!.OpenedAt);

        await _world.Stop.LiftAsync("Ann", "go on", CancellationToken.None);
        Assert.NotNull((await _world.Cashier.OpenAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Link);
    }

    [Fact]
    public async Task A_stop_amid_a_payment_of_several_orders_leaves_the_rest_unpaid()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Lines = [order.Lines[0] with { Quantity = 1 }] });
        var first = _world.Market.Single;
        _world.Market.Orders.Add(first with { OrderId = "second" });
        await _world.NewsAsync(first.OrderId);
        await _world.NewsAsync("second");
        await _world.PlayAsync(purchase.Key);
        await _world.DecideAsync(await _world.PurchaseAsync("1001"), approve: true);
        _world.Market.OnPay = id =>
        {
            _world.Stop.StopAsync("Ann", "stop", CancellationToken.None).GetAwaiter().GetResult();
            return null;
        };
        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        await _world.PlayAsync(purchase.Key);
        Assert.Single(_world.Market.Payments);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Approved, HoldReasons.PaymentRefused.Code), (now.State, now.Hold!.Code));

        // A person lets the rest be paid; what was paid is not paid again.
        _world.Market.OnPay = null;
        await _world.Stop.LiftAsync("Ann", "go on", CancellationToken.None);
        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "pay the rest", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal([first.OrderId, "second"], _world.Market.Payments.Select(payment => payment.Id));
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task Setting_it_tells_everybody_once_and_names_who_and_why()
    {
        await _world.Stop.StopAsync("Ann", "the prices look wrong", CancellationToken.None);
        await _world.Stop.StopAsync("Li", "me too", CancellationToken.None);
        var alert = Assert.Single(_world.AlertRows.Open.Values);
        Assert.Equal((HoldReasons.MoneyStopped.Code, "Ann: the prices look wrong"), (alert.Notice.Code, alert.Notice.Detail));
        var history = await _world.Switch.ReadEventsAsync(CancellationToken.None);
        var told = Assert.Single(history);
        Assert.Equal(("person:Ann", "the prices look wrong", _world.Clock.GetUtcNow()), (told.Actor, told.Why, told.At));
        Assert.True(told.IsIntact());

        await _world.Stop.LiftAsync("Li", "mended", CancellationToken.None);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Its_own_history_is_checked_and_a_changed_row_is_named_and_told()
    {
        Assert.Equal((0, null), await _world.Stop.VerifyAsync(CancellationToken.None));
        await _world.Stop.StopAsync("Ann", "the prices look wrong", CancellationToken.None);
        await _world.Stop.LiftAsync("Li", "they are right", CancellationToken.None);
        Assert.Equal((2, null), await _world.Stop.VerifyAsync(CancellationToken.None));
        Assert.Empty(_world.AlertRows.Open);

        _world.Switch.Forge(1, told => told with { Actor = "person:Eve" });
        var (events, found) = await _world.Stop.VerifyAsync(CancellationToken.None);
        Assert.Equal((2, 2, ChainFault.RowChanged), (events, found!.Sequence, found.Fault));
        var alert = Assert.Single(_world.AlertRows.Open.Values);
        Assert.Equal(
            (HoldReasons.HistoryBroken.Code, "the switch that stops all money, row 2: RowChanged, its fields do not fit its digest"),
            (alert.Notice.Code, alert.Notice.Detail)
        );
    }

    /// <summary>Orders of which one cannot be read.</summary>
    public class BrokenOrders : DispatchProxy
    {
        public IOrders? Read { get; set; }

        public OrderKey? Broken { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IOrders.LoadAsync) && args![0] is OrderKey key && key == Broken
                ? throw new JsonException("broken")
                : targetMethod.Invoke(Read, args);
    }
}

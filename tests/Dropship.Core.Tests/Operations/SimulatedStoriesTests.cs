using Dropship.Core.Calls;
using Dropship.Core.Catalog;
using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>Stories in which the simulation broke a promise, told step by step, so that they stay proven when its seeds mean something else.</summary>
public sealed class SimulatedStoriesTests
{
    private static readonly CallProblem s_timeout = new(ProblemKind.Transient, "timeout", "no answer");

    private readonly World _world = new();

    [Fact]
    public async Task A_look_up_that_is_called_for_too_early_asks_for_another_one_under_another_time()
    {
        // Hosts' clocks differ: the same message again would be dropped as a repeat, and nobody would ever look the purchase up.
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(s_timeout);
        var purchase = await PlannedAsync();
        await _world.Purchases.PlaceAsync(purchase.Key, _world.Workflows, CancellationToken.None);
        var first = _world.Queues.PurchaseOrders.Dequeue();

        await _world.Purchases.PlaceAsync(purchase.Key, _world.Workflows, CancellationToken.None);

        var second = Assert.Single(_world.Queues.PurchaseOrders);
        Assert.NotNull(second.NotBefore);
        Assert.NotEqual(first.NotBefore, second.NotBefore);
    }

    [Fact]
    public async Task What_a_person_let_go_on_is_another_message_than_the_one_before()
    {
        // Within ten minutes the queue drops a message of the same id, and the purchase stayed planned for ever.
        var answer = CallResult.Refused<PurchasePreview>("STOCK_NOT_ENOUGH", "none left", RefusalMeaning.OutOfStock);
        _world.Market.OnPreview = _ => answer;
        var purchase = await PlannedAsync();
        await _world.Desk.ReviewAsync(purchase.Key.Order, _world.Workflows, CancellationToken.None);
        var first = _world.Queues.PurchaseOrders.Dequeue();
        await _world.Purchases.PlaceAsync(purchase.Key, _world.Workflows, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));

        await _world.Office.ReleaseAsync(purchase.Key.Order, "Ann", "restocked", _world.Workflows, CancellationToken.None);
        _world.Queues.PurchaseOrders.Clear();
        await _world.Desk.ReviewAsync(purchase.Key.Order, _world.Workflows, CancellationToken.None);

        Assert.NotEqual(first.NotBefore, Assert.Single(_world.Queues.PurchaseOrders).NotBefore);
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
        Assert.NotNull((await _world.PurchaseAsync("1001")).Payment!.MailedAt);
    }

    [Fact]
    public async Task An_alert_is_closed_although_the_step_that_lifted_the_hold_ended_before_it_could()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.RunAsync();
        var key = (await _world.ReadAsync("1001")).Key;
        var alert = $"order:{key}:{HoldReasons.SkuUnmapped.Code}";
        Assert.True(_world.Alerts.Open.ContainsKey(alert));

        // The hold is lifted; the process ends before the alert is closed, and the message comes again.
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.RunAsync();
        await _world.Alerts.RaiseAsync(new AlertNotice(alert, HoldReasons.SkuUnmapped.Code, "1001", "SKU-A", key), CancellationToken.None);
        await _world.Desk.ReviewAsync(key, _world.Workflows, CancellationToken.None);

        Assert.False(_world.Alerts.Open.ContainsKey(alert));
    }

    [Fact]
    public async Task A_hold_is_told_although_the_step_that_set_it_failed_before_it_could()
    {
        var purchase = await _world.AskedAsync();
        await _world.Orders.EditAsync(purchase.Key.Order, Who.Market, _world.Clock, edit => edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.CancelRefused, "no"), "refused"), CancellationToken.None);

        await _world.PlayAsync(purchase.Key);

        Assert.True(_world.Alerts.Open.ContainsKey($"purchase:{purchase.Key}:{HoldReasons.CancelRefused.Code}"));
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
        await _world.Purchases.PlaceAsync(purchase.Key, _world.Workflows, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _world.Orders.BeforeSave = _ =>
        {
            _world.Orders.BeforeSave = null;
            _world.Purchases.PlaceAsync(purchase.Key, _world.Workflows, CancellationToken.None).GetAwaiter().GetResult();
        };

        await _world.Purchases.PlaceAsync(purchase.Key, _world.Workflows, CancellationToken.None);

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

        Assert.Equal((World.Buyer, id), Assert.Single(_world.Queues.SupplierChanges));
    }

    [Fact]
    public async Task An_account_that_stands_still_is_told_of_although_whoever_marked_it_ended_before()
    {
        await _world.Accounts.SaveAsync(World.StoreAccount with { State = StoreAccountState.Unauthorized, StateReason = "401" }, CancellationToken.None);
        await _world.Accounts.SaveAsync(World.BuyerAccount with { State = BuyerAccountState.Unauthorized, StateReason = "401" }, CancellationToken.None);

        await _world.Pull.QueueDueAsync(CancellationToken.None);
        await _world.Watch.SweepAsync(CancellationToken.None);

        Assert.Equal(
            [$"buyer:{World.Buyer}:{HoldReasons.BuyerUnauthorized.Code}", $"store:{World.Account}:{HoldReasons.StoreUnauthorized.Code}"],
            _world.Alerts.Open.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Goods_that_the_market_closed_while_the_rest_came_keep_the_order_from_counting_as_fulfilled()
    {
        var purchase = await _world.AskedAsync();
        var record = await _world.ReadAsync("1001");
        var shipped = purchase.SupplierOrders[0];
        var edit = new OrderEdit(record, Who.Market, _world.Clock.GetUtcNow());
        edit.Replace(purchase.Key, old => old with
        {
            State = PurchaseOrderState.Completed,
            SupplierOrders = [shipped, shipped with { OrderId = "9999", Status = SupplierOrderStatus.Cancelled }],
        });

        OrderSettlement.Settle(edit);

        Assert.Equal((OrderState.Held, HoldReasons.SupplierClosed.Code), (edit.Record.State, edit.Record.Hold?.Code));
        Assert.Contains("9999", edit.Record.Hold!.Detail, StringComparison.Ordinal);
    }

    private async Task<PurchaseOrder> PlannedAsync()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        _world.Queues.Orders.Clear();
        await _world.Desk.ReviewAsync(new OrderKey(World.Account, "1001"), _world.Workflows, CancellationToken.None);
        _world.Queues.PurchaseOrders.Clear();
        return await _world.PurchaseAsync("1001");
    }
}

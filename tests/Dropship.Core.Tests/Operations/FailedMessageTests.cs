using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>What failed too often is kept with its reason until a person has handled it.</summary>
public sealed class FailedMessageTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_message_that_was_put_aside_waits_with_the_reason_of_its_last_failure_and_one_alert()
    {
        await ReadAsync();
        for (var time = 1; time <= 5; time++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                _world.Failures.WatchAsync(
                    "orders",
                    "shop-one|1",
                    () => throw new InvalidOperationException($"failure {time}"),
                    CancellationToken.None
                )
            );
        }

        Assert.Equal(FailedMessageState.Failing, _world.FailedMessages.All.Single().State);
        Assert.Empty(_world.AlertRows.Open);
        await _world.Failures.TakeAsync("orders", "shop-one|1", null, null, CancellationToken.None);
        await _world.Failures.TakeAsync("orders", "shop-one|1", null, null, CancellationToken.None);

        var kept = _world.FailedMessages.All.Single();
        Assert.Equal(
            (FailedMessageState.Waiting, 2, "InvalidOperationException: failure 5", "shop-one|1"),
            (kept.State, kept.Count, kept.Reason, kept.Text)
        );
        var alert = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal((HoldReasons.MessageFailed.Code, new OrderKey("shop-one", "1")), (alert.Code, alert.Order));
        Assert.Equal(1, _world.AlertRows.Raised[alert.Key]);
    }

    [Fact]
    public async Task Sent_again_it_goes_to_its_queue_once_under_an_id_of_its_own_and_the_history_says_who_and_why()
    {
        await ReadAsync();
        await _world.Failures.TakeAsync("orders", "shop-one|1", null, "poison", CancellationToken.None);
        var id = _world.FailedMessages.All.Single().Id;

        Assert.NotNull(await _world.Failures.SendAgainAsync(id, "Ann", "mended the mapping", CancellationToken.None));
        Assert.Null(await _world.Failures.SendAgainAsync(id, "Ann", "once more", CancellationToken.None));

        Assert.Equal([("orders", "shop-one|1", null, "shop-one|1@again-1")], _world.FailedMessages.Sent);
        var kept = _world.FailedMessages.All.Single();
        Assert.Equal((FailedMessageState.SentAgain, "person:Ann", "mended the mapping"), (kept.State, kept.HandledBy, kept.HandledWhy));
        Assert.Empty(_world.AlertRows.Open);
        var told = (await _world.Orders.ReadEventsAsync(new OrderKey("shop-one", "1"), CancellationToken.None))[^1];
        Assert.Equal(("person:Ann", "message-sent-again", "mended the mapping"), (told.Actor, told.What.Code, told.Why));

        // It fails again: the same row waits again, and goes under another id.
        await _world.Failures.TakeAsync("orders", "shop-one|1", null, "poison", CancellationToken.None);
        await _world.Failures.SendAgainAsync(id, "Ann", "mended it really", CancellationToken.None);
        Assert.Equal("shop-one|1@again-2", _world.FailedMessages.Sent[^1].Id);
        Assert.Equal(2, _world.FailedMessages.All.Single().Count);
    }

    [Fact]
    public async Task Dropped_it_is_never_sent_and_both_row_and_history_say_who_and_why()
    {
        await ReadAsync();
        await _world.Failures.TakeAsync(
            "store-changes",
            "shop-one|1|2026-03-01T08:00:00.0000000+00:00",
            null,
            "poison",
            CancellationToken.None
        );
        var id = _world.FailedMessages.All.Single().Id;

        await _world.Failures.DropAsync(id, "Li", "the order is a test", CancellationToken.None);

        Assert.Empty(_world.FailedMessages.Sent);
        Assert.Equal(
            (FailedMessageState.Dropped, "person:Li"),
            (_world.FailedMessages.All.Single().State, _world.FailedMessages.All.Single().HandledBy)
        );
        Assert.Equal(
            EventKinds.MessageDropped,
            (await _world.Orders.ReadEventsAsync(new OrderKey("shop-one", "1"), CancellationToken.None))[^1].What
        );
        Assert.Null(await _world.Failures.SendAgainAsync(id, "Li", "after all", CancellationToken.None));
    }

    [Theory]
    [InlineData("store-pulls", "shop-one")]
    [InlineData("supplier-changes", "purchasing-one|9001")]
    [InlineData("alerts", "order:shop-one|1:SKU_UNMAPPED")]
    [InlineData("orders", "")]
    [InlineData("orders", "|")]
    [InlineData("orders", "not a key at all")]
    public async Task What_names_no_order_is_kept_and_handled_all_the_same(string queue, string text)
    {
        await _world.Failures.TakeAsync(queue, text, null, "poison", CancellationToken.None);
        Assert.Null(Assert.Single(_world.AlertRows.Open.Values).Notice.Order);

        await _world.Failures.SendAgainAsync(_world.FailedMessages.All.Single().Id, "Ann", "again", CancellationToken.None);

        Assert.Equal((queue, text), (_world.FailedMessages.Sent[0].Queue, _world.FailedMessages.Sent[0].Text));
    }

    [Fact]
    public async Task A_failing_alert_about_a_failed_message_raises_no_further_alert()
    {
        await _world.Failures.TakeAsync("orders", "shop-one|1", null, "poison", CancellationToken.None);
        var alert = Assert.Single(_world.AlertRows.Open.Keys);

        await _world.Failures.TakeAsync("alerts", alert.ToString(), null, "poison", CancellationToken.None);

        Assert.Equal([alert], _world.AlertRows.Open.Keys);
    }

    [Fact]
    public async Task A_purchase_that_failed_behind_its_creation_is_sent_again_to_its_session_and_not_created_again()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        await _world.Mapper.ReviewAsync(_world.Queues.Orders.Dequeue(), isRedelivery: false, CancellationToken.None);
        var key = _world.Queues.PurchaseOrders.Dequeue().Key;
        _world.Workflows.IsDown = true;
        for (var delivery = 1; delivery <= 10; delivery++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                _world.Failures.WatchAsync(
                    "purchase-orders",
                    key.Value,
                    () => _world.Purchases.PlaceAsync(key, CancellationToken.None),
                    CancellationToken.None
                )
            );
        }

        await _world.Failures.TakeAsync(
            "purchase-orders",
            key.Value,
            World.PurchasingAccountId,
            "MaxDeliveryCountExceeded",
            CancellationToken.None
        );
        _world.Workflows.IsDown = false;
        await _world.Failures.SendAgainAsync(_world.FailedMessages.All.Single().Id, "Ann", "the hub is back", CancellationToken.None);

        Assert.Equal([("purchase-orders", key.Value, World.PurchasingAccountId, $"{key}@again-1")], _world.FailedMessages.Sent);
        await _world.Purchases.PlaceAsync(key, CancellationToken.None);
        Assert.Single(_world.Market.Created);
        Assert.Equal([key], _world.Workflows.Started);
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task Only_the_step_that_failed_runs_again_after_a_release()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Market.Pay(_world.Market.Single.OrderId);
        _world.Market.Ship(_world.Market.Single.OrderId, "ZTO1");
        await _world.NewsAsync(_world.Market.Single.OrderId);
        _world.Store.PushRefusal = RefusalMeaning.Unspecified;
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(PurchaseOrderState.PushRefused, (await _world.PurchaseAsync("1001")).State);
        var mails = _world.Mailer.Sent.Count;

        _world.Store.PushRefusal = null;
        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "the store takes it now", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);

        Assert.Equal(PurchaseOrderState.Completed, (await _world.PurchaseAsync("1001")).State);
        Assert.Equal((1, 1, mails), (_world.Market.Created.Count, _world.Store.Writes, _world.Mailer.Sent.Count));
        var history = await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None);
        Assert.Single(history, told => told.What == EventKinds.PurchasePaid);
        Assert.Null(AuditChain.FindBreak((await _world.ReadAsync("1001")).EventCount, (await _world.ReadAsync("1001")).EventHash, history));
    }

    private async Task ReadAsync()
    {
        _world.Store.Orders["1"] = World.Order("1", ("L1", null, 1));
        await _world.RunAsync();
        foreach (var key in _world.AlertRows.Open.Keys.ToList())
        {
            await _world.Alerts.ResolveAsync(key, CancellationToken.None);
        }
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>Personal data is kept until some time after an order's end, and not longer; what it was bought for stays.</summary>
public sealed class PersonalDataRetentionTests
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(60);

    private readonly World _world = new();

    [Fact]
    public async Task It_is_erased_some_time_after_the_end_and_ledger_and_history_stay_whole()
    {
        var purchase = await EndedAsync("1001");
        _world.Clock.Advance(s_kept);
        Assert.Equal(0, await EraseAsync());
        Assert.NotNull((await _world.ReadAsync("1001")).StoreOrder.ShipTo);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await EraseAsync());
        Assert.Equal(0, await EraseAsync());

        var erased = await _world.ReadAsync("1001");
        Assert.Equal((null, null, OrderState.Fulfilled), (erased.StoreOrder.ShipTo, erased.StoreOrder.Note, erased.State));
        Assert.Equal(_world.Clock.GetUtcNow(), erased.PersonalDataErasedAt);
        var kept = Assert.Single(erased.PurchaseOrders);
        Assert.Equal(
            (purchase.Key, PurchaseOrderState.Completed, "ZTO1"),
            (kept.Key, kept.State, Assert.Single(kept.Parcels).WaybillNumber)
        );
        var history = await _world.Orders.ReadEventsAsync(erased.Key, CancellationToken.None);
        Assert.Equal((Actor.System, EventKinds.PersonalDataErased), (history[^1].Actor, history[^1].What));
        Assert.Null(AuditChain.FindBreak(erased.EventCount, erased.EventHash, history));
    }

    [Fact]
    public async Task A_run_ends_in_time_and_the_next_one_takes_the_rest()
    {
        foreach (var id in (string[])["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"])
        {
            await EndedAsync(id);
        }

        _world.Clock.Advance(s_kept + TimeSpan.FromDays(1));
        _world.Orders.BeforeSave = _ => _world.Clock.Advance(TimeSpan.FromMinutes(4));
        var first = await EraseAsync();
        _world.Orders.BeforeSave = null;

        Assert.InRange(first, 1, 11);
        Assert.Equal(12 - first, await EraseAsync());
    }

    [Fact]
    public async Task An_order_that_is_not_at_its_end_keeps_it_however_old_it_is()
    {
        await _world.AskedAsync("1001");
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "UNMAPPED", 1));
        await _world.RunAsync();
        _world.Clock.Advance(TimeSpan.FromDays(3650));

        Assert.Equal(0, await EraseAsync());
        Assert.NotNull((await _world.ReadAsync("1001")).StoreOrder.ShipTo);
        Assert.NotNull((await _world.ReadAsync("1002")).StoreOrder.ShipTo);
    }

    [Fact]
    public async Task What_the_store_sends_of_an_erased_order_later_brings_nothing_back_and_is_told_once()
    {
        await EndedAsync("1001");
        _world.Clock.Advance(s_kept + TimeSpan.FromDays(1));
        await EraseAsync();
        _world.Store.Change("1001", order => order with { Payment = StorePaymentStatus.Refunded, Note = "call me" });
        var reading = new StoreOrderReading("1001", _world.Store.Orders["1001"].UpdatedAt, _world.Store.Orders["1001"], null);

        await _world.Intake.TakeAsync(World.StoreAccount, reading, CancellationToken.None);
        var once = await _world.ReadAsync("1001");
        await _world.Intake.TakeAsync(World.StoreAccount, reading, CancellationToken.None);

        Assert.Equal((null, null, StorePaymentStatus.Refunded), (once.StoreOrder.ShipTo, once.StoreOrder.Note, once.StoreOrder.Payment));
        Assert.Equal(once.EventCount, (await _world.ReadAsync("1001")).EventCount);
    }

    [Fact]
    public async Task A_store_that_asks_what_is_kept_of_a_customer_is_answered_by_a_person_and_one_that_asks_to_erase_is_obeyed_at_once()
    {
        await _world.AskedAsync("1001");
        await WebhookAsync(WebhookSubject.PersonalDataRequest, "1001");
        Assert.Contains(
            _world.AlertRows.Open.Values,
            alert => alert.Notice.Code == HoldReasons.PersonalDataRequest.Code && alert.Notice.Detail == "Orders: 1001"
        );
        Assert.NotNull((await _world.ReadAsync("1001")).StoreOrder.ShipTo);

        await WebhookAsync(WebhookSubject.PersonalDataErasure, "1001");
        Assert.Null((await _world.ReadAsync("1001")).StoreOrder.ShipTo);

        await _world.AskedAsync("1002");
        await WebhookAsync(WebhookSubject.StoreErasure, null);
        await Store().EraseAsync(_world.Queues.Erasures.Dequeue(), CancellationToken.None);
        Assert.Null((await _world.ReadAsync("1002")).StoreOrder.ShipTo);
    }

    [Fact]
    public async Task A_store_with_more_orders_than_one_turn_has_time_for_is_erased_in_several()
    {
        for (var id = 1; id <= 12; id++)
        {
            await _world.AskedAsync($"{id}");
        }

        _world.Orders.BeforeSave = _ => _world.Clock.Advance(TimeSpan.FromMinutes(4));
        await Store().EraseAsync(World.Account, CancellationToken.None);
        Assert.Contains(_world.Orders.Shown.Values, order => order.PersonalDataErasedAt is null);
        Assert.Contains(_world.Orders.Shown.Values, order => order.PersonalDataErasedAt is not null);

        while (_world.Queues.Erasures.TryDequeue(out var account))
        {
            await Store().EraseAsync(account, CancellationToken.None);
        }

        Assert.All(_world.Orders.Shown.Values, order => Assert.NotNull(order.PersonalDataErasedAt));
    }

    private StoreErasure Store() =>
        new(
            _world.Orders,
            new PersonalDataErasure(_world.Orders, _world.Submitted, _world.Clock),
            _world.Queues,
            new PersonalDataOptions(),
            _world.Clock
        );

    private Task<int> EraseAsync() =>
        new PersonalDataRetention(
            _world.Orders,
            new PersonalDataErasure(_world.Orders, _world.Submitted, _world.Clock),
            new PersonalDataOptions { RetainFor = s_kept },
            _world.Clock
        ).EraseDueAsync(CancellationToken.None);

    private Task<WebhookAnswer> WebhookAsync(WebhookSubject subject, string? order)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["signed"] = "yes",
            ["subject"] = subject.ToString(),
            ["delivery"] = $"{subject}-{order}",
        };
        if (order is not null)
        {
            headers["order"] = order;
        }

        return _world.Webhooks.TakeAsync(World.Account, World.Delivery(headers), CancellationToken.None);
    }

    private async Task<PurchaseOrder> EndedAsync(string id)
    {
        var purchase = await _world.AskedAsync(id);
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        var order = _world.Market.Orders.Single(one => one.Key == purchase.Key.Value).OrderId;
        _world.Market.Pay(order);
        _world.Market.Ship(order, "ZTO1");
        await _world.NewsAsync(order);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync(id)).State);
        return purchase;
    }
}

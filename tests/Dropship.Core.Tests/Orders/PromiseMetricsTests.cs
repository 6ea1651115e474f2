using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Orders;

/// <summary>What is measured is what the history tells, each event once.</summary>
public sealed class PromiseMetricsTests
{
    private readonly World _world = new();

    [Fact]
    public async Task An_order_on_its_way_is_seen_placed_paid_and_confirmed_once_each_and_its_times_are_taken()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Market.Pay(_world.Market.Single.OrderId);
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.PlayAsync(purchase.Key);
        _world.Market.Ship(_world.Market.Single.OrderId, "ZTO100");
        _world.Clock.Advance(TimeSpan.FromSeconds(90));
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.PlayAsync(purchase.Key);
        var lines = await TellAsync("1001");

        const string Store = "store=shop-one";
        Assert.Equal([$"dropship.orders.seen 1 {Store}"], Of(lines, "dropship.orders.seen"));
        Assert.Equal([$"dropship.purchase_orders.placed 1 {Store}"], Of(lines, "dropship.purchase_orders.placed"));
        Assert.Equal([$"dropship.purchase_orders.paid 1 {Store}"], Of(lines, "dropship.purchase_orders.paid"));
        Assert.Equal([$"dropship.purchase_orders.confirmed 1 {Store}"], Of(lines, "dropship.purchase_orders.confirmed"));
        Assert.Equal([$"dropship.orders.fulfilled 1 {Store}"], Of(lines, "dropship.orders.fulfilled"));
        Assert.Single(Of(lines, "dropship.placing.duration"));
        Assert.Equal([$"dropship.tracking.duration 90 {Store}"], Of(lines, "dropship.tracking.duration"));
        Assert.Empty(Of(lines, "dropship.unknown_outcomes"));
    }

    [Fact]
    public void From_the_customers_payment_to_the_order_on_1688_is_told_in_seconds_and_never_below_zero()
    {
        var paid = DateTimeOffset.UnixEpoch;
        foreach (var at in (DateTimeOffset[])[paid.AddSeconds(42.5), paid.AddSeconds(-3)])
        {
            var (record, key) = Record(paid);
            _world.Metrics.Record(
                record,
                [OrderEvent.Next(0, string.Empty, at, Actor.Market, EventKinds.PurchasePlaced, "placed", purchaseOrder: key.Value)]
            );
        }

        Assert.Equal(
            ["dropship.placing.duration 42.5 store=shop-one", "dropship.placing.duration 0 store=shop-one"],
            Of(_world.Meters.Lines, "dropship.placing.duration")
        );
    }

    [Theory]
    [InlineData(PurchaseOrderState.PlacementUnknown, "place")]
    [InlineData(PurchaseOrderState.PaymentUnknown, "pay")]
    public void An_outcome_in_doubt_is_entered_and_settled(PurchaseOrderState doubt, string call)
    {
        var (record, key) = Record(DateTimeOffset.UnixEpoch);
        _world.Metrics.Record(record, [Move(key, "Placing", doubt.ToString())]);
        Assert.Equal(
            [$"dropship.unknown_outcomes.entered 1 store=shop-one call={call}"],
            Of(_world.Meters.Lines, "dropship.unknown_outcomes")
        );

        _world.Metrics.Record(record, [Move(key, doubt.ToString(), "Blocked (PLACEMENT_UNSETTLED)")]);
        Assert.Equal($"dropship.unknown_outcomes.settled 1 store=shop-one call={call}", _world.Meters.Lines[^1]);
    }

    [Fact]
    public async Task A_message_that_is_put_aside_a_comparison_and_a_cursor_are_measured()
    {
        await _world.Failures.TakeAsync("orders", "shop-one|1001", null, "failed five times", CancellationToken.None);
        Assert.Equal(["dropship.messages.put_aside 1 queue=orders"], Of(_world.Meters.Lines, "dropship.messages.put_aside"));

        await _world.RunAsync();
        var runs = await _world.ReconcileAsync();
        Assert.Contains("dropship.reconciliations.ended 1 side=Store account=shop-one complete=True", _world.Meters.Lines);
        Assert.Equal(runs.Values.Sum(run => run.GapCount), _world.Meters.Sum("dropship.reconciliations.gaps"));
        Assert.Equal(runs.Count, _world.Meters.Sum("dropship.reconciliations.ended"));

        _world.Clock.Advance(TimeSpan.FromSeconds(75));
        await new StalenessCheck(
            _world.StoreAccounts,
            _world.PurchasingAccounts,
            _world.OutageRows,
            _world.Alerts,
            _world.Metrics,
            new HeartbeatOptions(),
            _world.Clock
        ).LookAsync(CancellationToken.None);
        Assert.Contains("dropship.cursor.age 75 account=store:shop-one", _world.Meters.Lines);
    }

    [Fact]
    public void Gaps_are_counted_for_each_side()
    {
        var run = new ReconciliationRun
        {
            StartedAt = DateTimeOffset.UnixEpoch,
            From = DateTimeOffset.UnixEpoch,
            Until = DateTimeOffset.UnixEpoch,
            GapCount = 3,
            Problem = "the store does not answer",
        };
        _world.Metrics.Compared(ReconciledCounterparty.PurchasingAccount, "purchasing-one", run.Problem is null, run.GapCount);

        Assert.Equal(
            [
                "dropship.reconciliations.ended 1 side=PurchasingAccount account=purchasing-one complete=False",
                "dropship.reconciliations.gaps 3 side=PurchasingAccount account=purchasing-one",
            ],
            _world.Meters.Lines
        );
    }

    [Fact]
    public async Task What_somebody_else_was_faster_to_save_is_not_counted()
    {
        await _world.AskedAsync();
        var orders = new ObservedOrders(_world.Orders, new RecentOrders(_world.Clock), _world.Metrics);
        var record = await _world.ReadAsync("1001");
        var edit = new OrderEdit(record with { Version = "another" }, Actor.System, _world.Clock.GetUtcNow());
        edit.AddEvent(EventKinds.OrderSeen, "again");

        await Assert.ThrowsAsync<OrderChangedException>(() => orders.SaveAsync(edit.Record, edit.Events, CancellationToken.None));
        Assert.Empty(_world.Meters.Lines);

        await orders.SaveAsync(edit.Record with { Version = record.Version }, edit.Events, CancellationToken.None);
        Assert.Equal(["dropship.orders.seen 1 store=shop-one"], _world.Meters.Lines);
    }

    private async Task<IReadOnlyList<string>> TellAsync(string id)
    {
        var record = await _world.ReadAsync(id);
        _world.Metrics.Record(record, await _world.Orders.ReadEventsAsync(record.Key, CancellationToken.None));
        return _world.Meters.Lines;
    }

    private static IEnumerable<string> Of(IEnumerable<string> lines, string name) =>
        lines.Where(line => line.StartsWith(name, StringComparison.Ordinal));

    private static OrderEvent Move(PurchaseOrderKey key, string from, string to) =>
        OrderEvent.Next(0, string.Empty, DateTimeOffset.UnixEpoch, Actor.System, EventKinds.PurchaseState, "moved", from, to, key.Value);

    private static (Order Record, PurchaseOrderKey Key) Record(DateTimeOffset paidAt)
    {
        var order = new OrderKey(World.Account, "1001");
        var key = PurchaseOrderKey.Create(order, "supplier-1", "digest", PurchasePurpose.Sale, 1);
        var purchase = new PurchaseOrder
        {
            Key = key,
            State = PurchaseOrderState.Placing,
            StateSince = paidAt,
            CreatedAt = paidAt,
            PurchasingAccountId = World.PurchasingAccountId,
            SupplierId = "supplier-1",
            Route = default,
            Lines = [],
            ShipToDigest = "digest",
        };
        return (
            new Order
            {
                Key = order,
                StoreOrder = World.Order("1001") with { PaidAt = paidAt },
                State = OrderState.Purchasing,
                StateSince = paidAt,
                FirstSeenAt = paidAt,
                PurchaseOrders = [purchase],
            },
            key
        );
    }
}

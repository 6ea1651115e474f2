using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Queues whose messages a test hands on by itself.</summary>
public sealed class MemoryQueues : IWorkQueues
{
    public Queue<string> Pulls { get; } = [];

    public Queue<OrderKey> Orders { get; } = [];

    public Queue<StoreChange> StoreChanges { get; } = [];

    /// <summary>What the queue of store changes fails with; null when it works.</summary>
    public Exception? Down { get; set; }

    /// <summary>Changes that are to be looked at after a while.</summary>
    public List<(StoreChange Change, TimeSpan After)> LaterStoreChanges { get; } = [];

    public Queue<(PurchaseOrderKey Key, PlacementMessageId Call)> PurchaseOrders { get; } = [];

    public Queue<SupplierChange> SupplierChanges { get; } = [];

    public Queue<AlertKey> Alerts { get; } = [];

    public List<TimeSpan?> AlertWaits { get; } = [];

    public Queue<string> Erasures { get; } = [];

    public Task SendErasureAsync(string accountId, CancellationToken cancellationToken) => Add(Erasures, accountId);

    public Task SendStorePullAsync(string accountId, CancellationToken cancellationToken) => Add(Pulls, accountId);

    public Task SendStoreChangeAsync(OrderKey order, DateTimeOffset? changedAt, TimeSpan? after, CancellationToken cancellationToken)
    {
        if (Down is not null)
        {
            throw Down;
        }

        if (after is { } wait)
        {
            LaterStoreChanges.Add((new StoreChange(order, changedAt), wait));
            return Task.CompletedTask;
        }

        return Add(StoreChanges, new StoreChange(order, changedAt));
    }

    public Task SendOrderAsync(OrderKey order, CancellationToken cancellationToken) => Add(Orders, order);

    public Task SendPurchaseOrderAsync(
        PurchaseOrderKey key,
        string purchasingAccountId,
        PlacementMessageId call,
        CancellationToken cancellationToken
    ) => Add(PurchaseOrders, (key, call));

    public Task SendSupplierChangeAsync(SupplierChange change, TimeSpan? after, CancellationToken cancellationToken) =>
        Add(SupplierChanges, change);

    public Task SendAlertAsync(AlertKey alert, TimeSpan? after, CancellationToken cancellationToken)
    {
        AlertWaits.Add(after);
        return Add(Alerts, alert);
    }

    private static Task Add<T>(Queue<T> queue, T message)
    {
        queue.Enqueue(message);
        return Task.CompletedTask;
    }
}

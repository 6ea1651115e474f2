using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Dropship.Storage.Queues;
using Microsoft.DurableTask.Client;

namespace Dropship.Simulation.Ports;

/// <summary>The app's queues, each with the function that it triggers and the one that takes in what failed.</summary>
internal sealed class SimulatedWorkQueues : IWorkQueues
{
    private readonly SimulatedQueue _storePulls;
    private readonly SimulatedQueue _storeChanges;
    private readonly SimulatedQueue _supplierChanges;
    private readonly SimulatedQueue _alerts;
    private readonly IReadOnlyList<SimulatedQueue> _all;

    public SimulatedWorkQueues(
        Scheduler scheduler,
        Dice dice,
        Faults faults,
        Wire wire,
        Hosts hosts,
        Promises promises,
        DurableTaskClient client
    )
    {
        _storePulls = Make(QueueNames.StorePulls, (host, body, _) => host.PullStore.RunAsync(body, CancellationToken.None));
        _storeChanges = Make(
            QueueNames.StoreChanges,
            (host, body, count) => host.StoreChange.RunAsync(body, count, client, CancellationToken.None)
        );
        Orders = Make(QueueNames.Orders, (host, body, count) => host.MapOrder.RunAsync(body, count, client, CancellationToken.None));
        _supplierChanges = Make(
            QueueNames.SupplierChanges,
            (host, body, count) => host.SupplierChange.RunAsync(body, count, client, CancellationToken.None)
        );
        _alerts = Make(QueueNames.Alerts, (host, body, _) => host.Alerts.SendAsync(body, CancellationToken.None));
        Reconciliations = Make(
            QueueNames.Reconciliations,
            (host, body, _) => host.Reconciliations.ContinueAsync(body, client, CancellationToken.None)
        );
        _all = [_storePulls, _storeChanges, Orders, _supplierChanges, _alerts, Reconciliations];
        PurchaseOrders = new SimulatedBus(
            scheduler,
            dice,
            faults,
            wire,
            hosts,
            promises,
            (host, body) => host.PlacePurchaseOrder.RunAsync(body, client, CancellationToken.None),
            (host, body, session) => host.DeadPurchaseOrder.RunAsync(body, session, null, CancellationToken.None)
        );

        SimulatedQueue Make(string name, Func<Host, string, long, Task> handle) =>
            new(
                name,
                scheduler,
                dice,
                faults,
                wire,
                hosts,
                promises,
                handle,
                (host, body) => host.FailedMessages.TakeAsync(name, body, null, null, CancellationToken.None)
            );
    }

    public SimulatedQueue Orders { get; }

    public SimulatedQueue Reconciliations { get; }

    public SimulatedBus PurchaseOrders { get; }

    /// <summary>Sends what failed to the queue that it failed on.</summary>
    public Task SendAgainAsync(FailedMessage message, string messageId) =>
        message.Queue == QueueNames.PurchaseOrders
            ? PurchaseOrders.SendAsync(message.Text, messageId, message.Session!, null)
            : _all.Single(queue => queue.Name == message.Queue).SendAsync(message.Text, null);

    public Task SendStorePullAsync(string accountId, CancellationToken cancellationToken) => _storePulls.SendAsync(accountId, null);

    public Task SendErasureAsync(string accountId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No store leaves.");

    public Task SendStoreChangeAsync(OrderKey order, DateTimeOffset? changedAt, TimeSpan? after, CancellationToken cancellationToken) =>
        _storeChanges.SendAsync(new StoreChange(order, changedAt).ToString(), after);

    public Task SendOrderAsync(OrderKey order, CancellationToken cancellationToken) => Orders.SendAsync(order.ToString(), null);

    // The message ids are those of the real queue: they decide what is dropped as a repeat.
    public Task SendPurchaseOrderAsync(
        PurchaseOrderKey key,
        string purchasingAccountId,
        PlacementMessageId call,
        CancellationToken cancellationToken
    ) => PurchaseOrders.SendAsync(key.Value, $"{key}@{call.Name}", SessionShard.Of(purchasingAccountId, key.Order), call.NotBefore);

    public Task SendSupplierChangeAsync(SupplierChange change, TimeSpan? after, CancellationToken cancellationToken) =>
        _supplierChanges.SendAsync(change.ToString(), after);

    public Task SendAlertAsync(AlertKey alert, TimeSpan? after, CancellationToken cancellationToken) =>
        _alerts.SendAsync(alert.ToString(), after);
}

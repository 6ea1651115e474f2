using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Storage.Queues;

/// <summary>Work on Storage queues; purchases on a Service Bus queue with a session for each <see cref="SessionShard"/>.</summary>
internal sealed class WorkQueues : IWorkQueues, IAsyncDisposable
{
    private readonly QueueClient _storePulls;
    private readonly QueueClient _storeChanges;
    private readonly QueueClient _orders;
    private readonly QueueClient _supplierChanges;
    private readonly QueueClient _alerts;
    private readonly QueueClient _erasures;
    private readonly ServiceBusSender _purchaseOrders;

    public WorkQueues(QueueServiceClient queues, ServiceBusClient bus)
    {
        _storePulls = queues.GetQueueClient(QueueNames.StorePulls);
        _storeChanges = queues.GetQueueClient(QueueNames.StoreChanges);
        _orders = queues.GetQueueClient(QueueNames.Orders);
        _supplierChanges = queues.GetQueueClient(QueueNames.SupplierChanges);
        _alerts = queues.GetQueueClient(QueueNames.Alerts);
        _erasures = queues.GetQueueClient(QueueNames.Erasures);
        _purchaseOrders = bus.CreateSender(QueueNames.PurchaseOrders);
    }

    public Task SendStorePullAsync(string accountId, CancellationToken cancellationToken) =>
        SendAsync(
            OrderTraces.Start($"send {QueueNames.StorePulls}", ActivityKind.Producer),
            _storePulls,
            accountId,
            null,
            cancellationToken
        );

    public Task SendStoreChangeAsync(OrderKey order, DateTimeOffset? changedAt, TimeSpan? after, CancellationToken cancellationToken) =>
        SendAsync(
            OrderTraces.Start($"send {QueueNames.StoreChanges}", ActivityKind.Producer, order),
            _storeChanges,
            new StoreChange(order, changedAt).ToString(),
            after,
            cancellationToken
        );

    public Task SendOrderAsync(OrderKey order, CancellationToken cancellationToken) =>
        SendAsync(
            OrderTraces.Start($"send {QueueNames.Orders}", ActivityKind.Producer, order),
            _orders,
            order.ToString(),
            null,
            cancellationToken
        );

    public Task SendSupplierChangeAsync(SupplierChange change, TimeSpan? after, CancellationToken cancellationToken) =>
        SendAsync(
            OrderTraces.Start($"send {QueueNames.SupplierChanges}", ActivityKind.Producer),
            _supplierChanges,
            change.ToString(),
            after,
            cancellationToken
        );

    public Task SendErasureAsync(string accountId, CancellationToken cancellationToken) =>
        SendAsync(OrderTraces.Start($"send {QueueNames.Erasures}", ActivityKind.Producer), _erasures, accountId, null, cancellationToken);

    public Task SendAlertAsync(AlertKey alert, TimeSpan? after, CancellationToken cancellationToken) =>
        SendAsync(
            OrderTraces.Start($"send {QueueNames.Alerts}", ActivityKind.Producer),
            _alerts,
            alert.ToString(),
            after,
            cancellationToken
        );

    public async Task SendPurchaseOrderAsync(
        PurchaseOrderKey key,
        string purchasingAccountId,
        PlacementMessageId call,
        CancellationToken cancellationToken
    )
    {
        using var span = OrderTraces.Start($"send {QueueNames.PurchaseOrders}", ActivityKind.Producer, key.Order, key);

        // The same call has the same id, so that the queue drops its repeats.
        var message = new ServiceBusMessage(key.Value)
        {
            MessageId = $"{key}@{call.Name}",
            SessionId = SessionShard.Of(purchasingAccountId, key.Order),
        };
        if (call.NotBefore is { } time)
        {
            message.ScheduledEnqueueTime = time;
        }

        await _purchaseOrders.SendMessageAsync(message, cancellationToken);
    }

    public ValueTask DisposeAsync() => _purchaseOrders.DisposeAsync();

    private static async Task SendAsync(
        Activity? span,
        QueueClient queue,
        string text,
        TimeSpan? after,
        CancellationToken cancellationToken
    )
    {
        using (span)
        {
            await queue.SendMessageAsync(text, after, cancellationToken: cancellationToken);
        }
    }
}

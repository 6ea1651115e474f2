using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core.Operations;
using Dropship.Storage.Queues;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Operations;

/// <summary>Messages that failed, spread over partitions by their id.</summary>
internal sealed class TableFailedMessages(TableServiceClient tables, QueueServiceClient queues, ServiceBusClient bus)
    : IFailedMessages,
        IAsyncDisposable
{
    private readonly VersionedRows<FailedMessage> _rows = new(
        tables.GetTableClient(TableNames.FailedMessages),
        message => message.Version,
        (message, version) => message with { Version = version }
    );
    private readonly ServiceBusSender _purchaseOrders = bus.CreateSender(QueueNames.PurchaseOrders);

    public Task<FailedMessage?> FindAsync(string id, CancellationToken cancellationToken) =>
        _rows.FindAsync(PartitionOf(id), TableKeys.Escape(id), cancellationToken);

    public Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancellationToken) => _rows.ListAsync(cancellationToken);

    public Task<bool> TrySaveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        _rows.TrySaveAsync(PartitionOf(message.Id), TableKeys.Escape(message.Id), message, cancellationToken);

    public Task<bool> TryRemoveAsync(FailedMessage message, CancellationToken cancellationToken) =>
        _rows.TryRemoveAsync(PartitionOf(message.Id), TableKeys.Escape(message.Id), message, cancellationToken);

    public Task SendAgainAsync(FailedMessage message, string messageId, CancellationToken cancellationToken)
    {
        if (message.Queue == QueueNames.PurchaseOrders)
        {
            return _purchaseOrders.SendMessageAsync(
                new ServiceBusMessage(message.Text) { MessageId = messageId, SessionId = message.Session },
                cancellationToken
            );
        }

        // Storage queues know no message ids; their handlers read what is done and do no more.
        return QueueNames.OnStorage.Contains(message.Queue)
            ? queues.GetQueueClient(message.Queue).SendMessageAsync(message.Text, cancellationToken)
            : throw new InvalidOperationException($"There is no queue '{message.Queue}'.");
    }

    public ValueTask DisposeAsync() => _purchaseOrders.DisposeAsync();

    private static string PartitionOf(string id) => TableKeys.Escape(id.Length > 2 ? id[..2] : id);
}

using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Queues store orders that cannot be read now.</summary>
public sealed class StoreChangeQueue(IWorkQueues queues, PullOptions options)
{
    /// <summary>Queues a try after a pause; null for the usual one.</summary>
    public Task SendLaterAsync(OrderKey key, DateTimeOffset? changedAt, TimeSpan? pause, CancellationToken cancellationToken) =>
        queues.SendStoreChangeAsync(key, changedAt, pause ?? options.RetryAfter, cancellationToken);

    /// <summary>Queues a try of a parked order: it goes on by itself once the store's replies make sense again.</summary>
    public Task ParkAsync(OrderKey key, DateTimeOffset? changedAt, CancellationToken cancellationToken) =>
        queues.SendStoreChangeAsync(key, changedAt, options.UnreadableAfter, cancellationToken);
}

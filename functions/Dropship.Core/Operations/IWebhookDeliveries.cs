namespace Dropship.Core.Operations;

/// <summary>Remembers which deliveries were taken in, so that a repeat does nothing.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Whether the delivery was taken in before.</summary>
    Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken);

    /// <summary>Notes a delivery whose work has been queued.</summary>
    Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken);
}

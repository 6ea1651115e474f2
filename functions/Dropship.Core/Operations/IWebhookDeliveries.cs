namespace Dropship.Core.Operations;

/// <summary>Remembers which deliveries were taken in, so that a repeat does nothing.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Whether the delivery was taken in before.</summary>
    Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken);

    /// <summary>Notes a delivery that is being taken in.</summary>
    /// <returns>False when it was noted before.</returns>
    Task<bool> TryTakeAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken);

    /// <summary>Takes the note of a delivery back: a repeat is then taken in.</summary>
    Task ForgetAsync(string accountId, string deliveryId, CancellationToken cancellationToken);

    /// <summary>Forgets what was taken in before a time.</summary>
    Task RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken);

    /// <summary>Notes a delivery whose work is done.</summary>
    Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken);
}

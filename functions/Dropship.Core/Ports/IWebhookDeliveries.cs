namespace Dropship.Core.Ports;

/// <summary>Remembers which deliveries that ask for something to be done were taken in, so that a repeat does nothing. Those that tell of
/// an order are not among them.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Whether the delivery was taken in before.</summary>
    Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken);

    /// <summary>Forgets what was taken in before a time.</summary>
    /// <returns>How many went with each step, perhaps none. It goes on for as long as it is read.</returns>
    IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken);

    /// <summary>Notes a delivery whose work is done.</summary>
    Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken);
}

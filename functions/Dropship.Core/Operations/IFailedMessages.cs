namespace Dropship.Core.Operations;

/// <summary>The messages that failed, and the way back to their queues.</summary>
public interface IFailedMessages
{
    Task<FailedMessage?> FindAsync(string id, CancellationToken cancellationToken);

    Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancellationToken);

    /// <returns>False when another writer was faster; then nothing is written.</returns>
    Task<bool> TrySaveAsync(FailedMessage message, CancellationToken cancellationToken);

    /// <returns>False when another writer was faster; then nothing is removed.</returns>
    Task<bool> TryRemoveAsync(FailedMessage message, CancellationToken cancellationToken);

    /// <summary>Sends a message to the queue that it failed on.</summary>
    /// <param name="message">The message.</param>
    /// <param name="messageId">The same for each try of one sending, so that a queue that can drops its repeats.</param>
    Task SendAgainAsync(FailedMessage message, string messageId, CancellationToken cancellationToken);
}

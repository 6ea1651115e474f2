namespace Dropship.Core.Operations;

/// <summary>The poison queues of the storage queues.</summary>
public interface IPoisonQueues
{
    /// <summary>Takes some messages of all queues. What is not removed is there again after some minutes.</summary>
    Task<IReadOnlyList<PoisonMessage>> ReceiveAsync(CancellationToken cancellationToken);

    Task RemoveAsync(PoisonMessage message, CancellationToken cancellationToken);
}

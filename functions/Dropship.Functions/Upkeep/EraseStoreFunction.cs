using Dropship.Core.Operations;
using Dropship.Core.Upkeep;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Upkeep;

/// <summary>Erases the personal data of a store that asked for it.</summary>
public sealed class EraseStoreFunction(StoreErasure erasure, FailedMessageService failures)
{
    [Function("EraseStore")]
    public Task RunAsync([QueueTrigger(QueueNames.Erasures)] string accountId, CancellationToken cancellationToken) =>
        failures.WatchAsync(QueueNames.Erasures, accountId, () => erasure.EraseAsync(accountId, cancellationToken), cancellationToken);
}

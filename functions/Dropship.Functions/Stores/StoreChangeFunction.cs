using Dropship.Core.Operations;
using Dropship.Core.Stores;
using Dropship.Storage.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Stores;

/// <summary>Reads one order again that its store said has changed, unless it was read since.</summary>
public sealed class StoreChangeFunction(StorePull pull, FailedMessageDesk failures)
{
    [Function("StoreChange")]
    public Task RunAsync([QueueTrigger(QueueNames.StoreChanges)] string change, CancellationToken cancellationToken) =>
        failures.WatchAsync(QueueNames.StoreChanges, change, () => pull.PullOneAsync(StoreChange.Parse(change), cancellationToken), cancellationToken);
}

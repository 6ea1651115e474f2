using Dropship.Core.Ingest;
using Dropship.Core.Operations;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Ingest;

/// <summary>Reads one order again that its store said has changed, unless it was read since, and looks at it at once.</summary>
public sealed class StoreChangeFunction(SingleOrderPull pull, OrderMapper mapper, FailedMessageService failures)
{
    [Function("StoreChange")]
    public Task RunAsync(
        [QueueTrigger(QueueNames.StoreChanges)] string change,
        long dequeueCount,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        failures.WatchAsync(
            QueueNames.StoreChanges,
            change,
            () => pull.ReadAsync(StoreChange.Parse(change), mapper.AtOnce(isRedelivery: dequeueCount > 1), cancellationToken),
            cancellationToken
        );
}

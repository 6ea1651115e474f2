using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Planning;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Planning;

/// <summary>Looks at an order: maps its lines, holds it, or gives it up.</summary>
public sealed class MapOrderFunction(OrderMapper mapper, FailedMessageService failures)
{
    [Function("MapOrder")]
    public Task RunAsync(
        [QueueTrigger(QueueNames.Orders)] string order,
        long dequeueCount,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        failures.WatchAsync(
            QueueNames.Orders,
            order,
            () => mapper.ReviewAsync(OrderKey.Parse(order), isRedelivery: dequeueCount > 1, cancellationToken),
            cancellationToken
        );
}

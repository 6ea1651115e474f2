using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Functions.Telemetry;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Purchasing;

/// <summary>Reads one 1688 order again.</summary>
public sealed class SupplierChangeFunction(SupplierSync sync, FailedMessageService failures, ILogger<SupplierChangeFunction> logger)
{
    [Function("SupplierChange")]
    public Task RunAsync(
        [QueueTrigger(QueueNames.SupplierChanges)] string change,
        long dequeueCount,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        failures.WatchAsync(
            QueueNames.SupplierChanges,
            change,
            () => ReadAgainAsync(change, isRedelivery: dequeueCount > 1, cancellationToken),
            cancellationToken
        );

    private async Task ReadAgainAsync(string change, bool isRedelivery, CancellationToken cancellationToken)
    {
        if (await sync.ReadAgainAsync(SupplierChange.Parse(change), isRedelivery, cancellationToken) is { } problem)
        {
            logger.SupplierUnread(change, problem.ToString());
        }
    }
}

using Dropship.Core.Ingest;
using Dropship.Core.Operations;
using Dropship.Functions.Telemetry;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Ingest;

/// <summary>Pulls one store.</summary>
public sealed class PullStoreFunction(StorePull pull, FailedMessageService failures, ILogger<PullStoreFunction> logger)
{
    [Function("PullStore")]
    public Task RunAsync([QueueTrigger(QueueNames.StorePulls)] string accountId, CancellationToken cancellationToken) =>
        failures.WatchAsync(
            QueueNames.StorePulls,
            accountId,
            async () =>
            {
                var report = await pull.PullAsync(accountId, cancellationToken);
                logger.StorePulled(accountId, report.Taken, report.Problem?.ToString() ?? "none");
            },
            cancellationToken
        );
}

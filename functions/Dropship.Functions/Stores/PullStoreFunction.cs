using Dropship.Core.Operations;
using Dropship.Core.Stores;
using Dropship.Functions.Operations;
using Dropship.Storage.Operations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Stores;

/// <summary>Pulls one store.</summary>
public sealed class PullStoreFunction(StorePull pull, FailedMessageDesk failures, ILogger<PullStoreFunction> logger)
{
    [Function("PullStore")]
    public Task RunAsync([QueueTrigger(QueueNames.StorePulls)] string accountId, CancellationToken cancellationToken) => failures.WatchAsync(
        QueueNames.StorePulls,
        accountId,
        async () =>
        {
            var report = await pull.PullAsync(accountId, cancellationToken);
            logger.StorePulled(accountId, report.Taken, report.Problem?.ToString() ?? "none");
        },
        cancellationToken);
}

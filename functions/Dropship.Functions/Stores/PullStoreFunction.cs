using Dropship.Core.Stores;
using Dropship.Functions.Operations;
using Dropship.Storage.Operations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Stores;

/// <summary>Pulls one store.</summary>
public sealed class PullStoreFunction(StorePull pull, ILogger<PullStoreFunction> logger)
{
    [Function("PullStore")]
    public async Task RunAsync([QueueTrigger(QueueNames.StorePulls)] string accountId, CancellationToken cancellationToken)
    {
        var report = await pull.PullAsync(accountId, cancellationToken);
        logger.StorePulled(accountId, report.Taken, report.Problem?.ToString() ?? "none");
    }
}

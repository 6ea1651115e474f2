using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Functions.Http;
using Dropship.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Upkeep;

/// <summary>Compares stores and 1688 with the ledger, by the schedule in the setting <c>ReconcileSchedule</c> or at once, and shows what
/// came of it.</summary>
public sealed class ReconciliationFunctions(
    ReconciliationStart start,
    Reconciliation reconciliation,
    IReconciliations reconciliations,
    FailedMessageService failures
)
{
    [Function("Reconcile")]
    public Task StartByTimeAsync([TimerTrigger("%ReconcileSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        start.StartAsync(cancellationToken);

    [Function("StartReconciliation")]
    public async Task<IActionResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/reconciliations")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (await Json.RefuseBodyAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await start.StartAsync(cancellationToken);
        return new AcceptedResult();
    }

    [Function("ContinueReconciliation")]
    public Task ContinueAsync(
        [QueueTrigger(QueueNames.Reconciliations)] string turn,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        failures.WatchAsync(
            QueueNames.Reconciliations,
            turn,
            () => reconciliation.ContinueAsync(ReconciliationMessage.Parse(turn), cancellationToken),
            cancellationToken
        );

    /// <summary>For each account the comparison that runs and the last one that ended.</summary>
    [Function("ListReconciliations")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/reconciliations")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (new QueryCheck(request).Problems is { Count: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        var all = await reconciliations.ListAsync(cancellationToken);
        return Json.Ok(
            new
            {
                isZeroGap = all.Count > 0 && all.All(record => record.Last is { IsZeroGap: true }),
                accounts = all.Select(record => record with { Version = null }),
            }
        );
    }
}

using Dropship.Core.Ingest;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Ingest;

/// <summary>Has one store pulled at once, in the way the schedule does it.</summary>
public sealed class PullStoreNowFunction(IStoreAccounts stores, PullScheduler scheduler)
{
    [Function("PullStoreNow")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/accounts/stores/{accountId}/pull")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        if (await Json.RefuseBodyAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await stores.FindValidAsync(accountId, cancellationToken) is not { } account)
        {
            return Missing.Store(accountId);
        }

        return await scheduler.QueueNowAsync(account, cancellationToken) is { } why
            ? Problems.Conflict(why)
            : Json.Ok(new { queued = accountId });
    }
}

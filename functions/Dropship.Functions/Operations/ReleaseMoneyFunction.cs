using Dropship.Core.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Operations;

/// <summary>Ends the stop of all outgoing payments.</summary>
public sealed class ReleaseMoneyFunction(MoneyRelease release)
{
    [Function("ReleaseMoney")]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/money/release")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => SwitchMove.TakeAsync(request, release.LiftAsync, cancellationToken);
}

using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>The stop switch for all outgoing payments: placing, paying, and the cashier page.</summary>
public sealed class StopSwitchFunctions(StopSwitchService service, IStopSwitch stop)
{
    /// <summary>How it stands, and who moved it when and why.</summary>
    [Function("ReadStopSwitch")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/money/stop")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        new QueryCheck(request).Problems is { Count: > 0 } problems
            ? Problems.Bad(problems)
            : Json.Ok(
                new
                {
                    state = SwitchMove.Shown(await stop.LoadAsync(cancellationToken)),
                    history = await stop.ReadEventsAsync(cancellationToken),
                }
            );

    [Function("StopMoney")]
    public Task<IActionResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/money/stop")] HttpRequest request,
        CancellationToken cancellationToken
    ) => SwitchMove.TakeAsync(request, service.StopAsync, cancellationToken);

    /// <summary>Whether its history is whole.</summary>
    [Function("VerifyStopSwitch")]
    public async Task<IActionResult> VerifyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/money/stop/verify")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (new QueryCheck(request).Problems is { Count: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        var (events, found) = await service.VerifyAsync(cancellationToken);
        return Json.Ok(new { events, @break = found });
    }
}

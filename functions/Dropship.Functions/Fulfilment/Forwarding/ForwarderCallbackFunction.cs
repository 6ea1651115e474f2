using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Fulfilment.Forwarding;

/// <summary>Takes forwarders' callbacks in. The signature is the only key.</summary>
public sealed class ForwarderCallbackFunction(
    ForwarderCallbackIntake intake,
    ApprovalOptions options,
    ILogger<ForwarderCallbackFunction> logger
)
{
    [Function("ForwarderCallback")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/forwarders/{accountId}")] HttpRequest request,
        string accountId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        if (await RequestBodies.ReadAsync(request, ForwarderCallbackIntake.MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(ForwarderCallbackIntake.MaximumBytes);
        }

        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        var address = new Uri(options.PublicAddress, request.Path.Value!.TrimStart('/'));
        try
        {
            var answer = await intake.TakeAsync(accountId, new WebhookRequest(address, headers, body), cancellationToken);
            logger.WebhookAnswered(accountId, answer);
            return RequestBodies.Answer(answer);
        }
        catch (OutsideUnavailableException exception)
        {
            return Problems.Unavailable(exception.Problem, "Call again later.");
        }
    }
}

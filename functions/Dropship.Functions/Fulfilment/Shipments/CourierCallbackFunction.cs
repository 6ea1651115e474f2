using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Fulfilment.Shipments;

/// <summary>Takes the callbacks of tracking services in. The signature is the only key.</summary>
public sealed class CourierCallbackFunction(CourierCallbackIntake intake, ApprovalOptions options, ILogger<CourierCallbackFunction> logger)
{
    [Function("CourierCallback")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/couriers/{courierId}")] HttpRequest request,
        string courierId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        if (await RequestBodies.ReadAsync(request, CourierCallbackIntake.MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(CourierCallbackIntake.MaximumBytes);
        }

        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        var address = new Uri(options.PublicAddress, request.Path.Value!.TrimStart('/'));
        var callback = await intake.TakeAsync(courierId, new WebhookRequest(address, headers, body), cancellationToken);
        logger.WebhookAnswered(courierId, callback.Answer);
        return callback is { Answer: WebhookAnswer.Taken, Reply: { } reply }
            ? new ContentResult { Content = reply, ContentType = "application/json; charset=utf-8" }
            : RequestBodies.Answer(callback.Answer);
    }
}

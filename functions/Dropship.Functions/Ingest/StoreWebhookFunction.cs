using Dropship.Core.Ingest;
using Dropship.Functions.Http;
using Dropship.Functions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Ingest;

/// <summary>Takes stores' deliveries in. The signature over the raw body is the only key.</summary>
public sealed class StoreWebhookFunction(StoreWebhookIntake intake, ILogger<StoreWebhookFunction> logger)
{
    [Function("StoreWebhook")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/stores/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken)
    {
        if (await Bodies.ReadAsync(request, StoreWebhookIntake.MaximumBytes, cancellationToken) is not { } body)
        {
            return new StatusCodeResult(StatusCodes.Status413PayloadTooLarge);
        }

        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var answer = await intake.TakeAsync(accountId, headers, body, cancellationToken);
        logger.WebhookAnswered(accountId, answer);
        return Bodies.Answer(answer);
    }
}

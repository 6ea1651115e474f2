using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ingest;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Ingest;

/// <summary>Takes stores' deliveries in, at a store's own address or at an app's. The signature over the raw request is the only
/// key.</summary>
public sealed class StoreWebhookFunction(StoreWebhookIntake intake, ApprovalOptions options, ILogger<StoreWebhookFunction> logger)
{
    [Function("StoreWebhook")]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/stores/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) => TakeAsync(request, accountId, intake.TakeAsync, cancellationToken);

    [Function("StoreAppWebhook")]
    public Task<IActionResult> RunForAppAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/stores/apps/{platform}")] HttpRequest request,
        string platform,
        CancellationToken cancellationToken
    ) => TakeAsync(request, platform, intake.TakeForAppAsync, cancellationToken);

    private async Task<IActionResult> TakeAsync(
        HttpRequest request,
        string target,
        Func<string, WebhookRequest, CancellationToken, Task<WebhookAnswer>> take,
        CancellationToken cancellationToken
    )
    {
        if (await RequestBodies.ReadAsync(request, StoreWebhookIntake.MaximumBytes, cancellationToken) is not { } body)
        {
            return Problems.TooLarge(StoreWebhookIntake.MaximumBytes);
        }

        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );

        // What a proxy made of the address is nothing that a platform could have signed.
        var address = new Uri(options.PublicAddress, request.Path.Value!.TrimStart('/'));
        var answer = await take(target, new WebhookRequest(address, headers, body), cancellationToken);
        logger.WebhookAnswered(target, answer);
        return RequestBodies.Answer(answer);
    }
}

using Dropship.Core.Purchasing;
using Dropship.Functions.Http;
using Dropship.Functions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Purchasing;

/// <summary>Takes the messages in that 1688 pushes. The signature is the only key.</summary>
public sealed class SupplierNotificationFunction(SupplierNotifications notifications, ILogger<SupplierNotificationFunction> logger)
{
    [Function("SupplierNotification")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/1688/{accountId}")] HttpRequest request,
        string accountId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var (form, refusal) = await RequestBodies.ReadFormAsync(request, SupplierNotifications.MaximumBytes, cancellationToken);
        if (form is null)
        {
            return refusal!;
        }

        var answer = await notifications.TakeAsync(
            accountId,
            form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal),
            cancellationToken
        );
        logger.PushAnswered(accountId, answer);
        return RequestBodies.Answer(answer);
    }
}

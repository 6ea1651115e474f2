using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Operations;

/// <summary>The commands for one purchase order.</summary>
public sealed class PurchaseOrderFunctions(OperatorCommands commands)
{
    /// <summary>Confirms that a prepared purchase order is placed (manual mode).</summary>
    [Function("ConfirmPurchaseOrder")]
    public Task<IActionResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "purchase-orders/{key}/confirm")] HttpRequest request,
        string key,
        CancellationToken cancellationToken) => Json.TakeAsync<PersonInput>(
            request,
            input => input.Check(),
            async input => PurchaseOrderKey.TryParse(key, out var purchase) && await commands.ConfirmAsync(purchase, input.Who, cancellationToken)
                ? new AcceptedResult()
                : new NotFoundResult(),
            cancellationToken);

    /// <summary>Cancels a purchase order. One whose parcels are on their way, or that is at its end, is not found.</summary>
    [Function("CancelPurchaseOrder")]
    public Task<IActionResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "purchase-orders/{key}/cancel")] HttpRequest request,
        string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Json.TakeAsync<PersonInput>(
            request,
            input => input.Check(),
            async input => PurchaseOrderKey.TryParse(key, out var purchase) && await commands.CancelAsync(purchase, input.Who, input.WhyOr("not wanted"), cancellationToken)
                ? new AcceptedResult()
                : new NotFoundResult(),
            cancellationToken);
}

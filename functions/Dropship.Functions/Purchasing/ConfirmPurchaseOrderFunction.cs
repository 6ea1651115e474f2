using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Functions.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Purchasing;

/// <summary>Confirms that a prepared purchase order is placed (manual mode).</summary>
public sealed class ConfirmPurchaseOrderFunction(OrderOffice office)
{
    [Function("ConfirmPurchaseOrder")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "purchase-orders/{key}/confirm")] HttpRequest request,
        string key,
        CancellationToken cancellationToken)
    {
        var read = await Json.ReadAsync<PersonInput>(request, cancellationToken);
        if (read.Value is not { } input)
        {
            return Json.Bad([read.Problem!]);
        }

        if (input.Problem is { } problem)
        {
            return Json.Bad([problem]);
        }

        return PurchaseOrderKey.TryParse(key, out var purchase) && await office.ConfirmAsync(purchase, input.Who, cancellationToken)
            ? new AcceptedResult()
            : new NotFoundResult();
    }
}

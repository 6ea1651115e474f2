using Dropship.Core;
using Dropship.Core.Upkeep;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Upkeep;

/// <summary>Checks that the histories of orders are whole, and names the first row that is not.</summary>
public sealed class AuditFunctions(AuditVerifier verifier)
{
    [Function("VerifyOrder")]
    public async Task<IActionResult> VerifyOrderAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "orders/{accountId}/{storeOrderId}/verify")] HttpRequest request,
        string accountId,
        string storeOrderId,
        CancellationToken cancellationToken) =>
        await verifier.VerifyAsync(new OrderKey(accountId, storeOrderId), cancellationToken) is { } verdict ? Json.Ok(verdict) : new NotFoundResult();

    /// <summary>The next orders behind <c>after</c>. The answer says where the following call goes on; <c>next</c> is left out at the end.</summary>
    [Function("VerifyOrders")]
    public async Task<IActionResult> VerifyAllAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "audit/verify")] HttpRequest request, CancellationToken cancellationToken)
    {
        OrderKey? after = null;
        if (request.Query["after"].ToString() is { Length: > 0 } text)
        {
            if (!OrderKey.TryParse(text, out var key))
            {
                return Json.Bad(["after: must be an order as account|order, as the call before answered."]);
            }

            after = key;
        }

        var page = await verifier.VerifyNextAsync(after, cancellationToken);
        return Json.Ok(new { orders = page.Orders, events = page.Events, broken = page.Broken, next = page.Next?.ToString() });
    }
}

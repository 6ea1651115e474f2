using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Upkeep;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Upkeep;

/// <summary>Checks that the histories of orders are whole, and names the first row that is not.</summary>
public sealed class AuditFunctions(AuditVerifier verifier, OrderFinder finder)
{
    [Function("VerifyOrder")]
    public async Task<IActionResult> VerifyOrderAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/orders/{accountId}/{storeOrderId}/verify")] HttpRequest request,
        string accountId,
        string storeOrderId,
        CancellationToken cancellationToken
    ) =>
        new QueryCheck(request).Problems is { Count: > 0 } problems ? Problems.Bad(problems)
        : await finder.FindAsync(accountId, storeOrderId, cancellationToken) is { } order
        && await verifier.VerifyAsync(order.Key, cancellationToken) is { } verdict
            ? Json.Ok(verdict)
        : Missing.Order(accountId, storeOrderId);

    /// <summary>The next orders behind <c>after</c>. The answer says where the following call goes on; <c>next</c> is left out at the
    /// end.</summary>
    [Function("VerifyOrders")]
    public async Task<IActionResult> VerifyAllAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/audit/verify")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (await Json.RefuseBodyAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var query = new QueryCheck(request, "after");
        OrderKey? after = null;
        if (query.Text("after") is { } text)
        {
            after = OrderKey.TryParse(text, out var key) ? key : null;
            if (after is not { } named || !AccountIds.IsValid(named.AccountId) || named.StoreOrderId.Length > 100)
            {
                query.Report("after", "must be an order as account|order, as the call before answered");
            }
        }

        if (query.Problems.Count > 0)
        {
            return Problems.Bad(query.Problems);
        }

        var page = await verifier.VerifyNextAsync(after, cancellationToken);
        return Json.Ok(
            new
            {
                orders = page.Orders,
                events = page.Events,
                broken = page.Broken,
                next = page.Next?.ToString(),
            }
        );
    }
}

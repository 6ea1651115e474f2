using Dropship.Core.Purchasing.Guards;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Shows how suppliers did.</summary>
public sealed class SupplierFunctions(SupplierRecords records)
{
    private const int MostDays = 90;

    /// <summary>The record of each supplier, the worst first; <c>days</c> says how far back.</summary>
    [Function("ListSuppliers")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/suppliers")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request, "days");
        var days = query.Number("days", 1, MostDays);
        return query.Problems.Count > 0
            ? Problems.Bad(query.Problems)
            : Json.Ok(new { suppliers = await records.ListAsync(days is { } some ? TimeSpan.FromDays(some) : null, cancellationToken) });
    }
}

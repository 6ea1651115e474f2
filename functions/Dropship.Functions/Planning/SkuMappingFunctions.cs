using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Planning;

/// <summary>Lists, saves and deletes SKU mappings. A SKU may hold any sign, so it stands in the body or the query and never in the
/// path.</summary>
public sealed class SkuMappingFunctions(OrderMapper mapper, SkuMappingCheck check, ISkuMappings mappings, IStoreAccounts accounts)
{
    private const string Route = "api/stores/{accountId}/mappings";

    /// <summary>All mappings of a store; <c>sku</c> leaves only that one.</summary>
    [Function("ListSkuMappings")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Route)] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request, "sku");
        if (query.Problems.Count > 0)
        {
            return Problems.Bad(query.Problems);
        }

        if (await accounts.FindValidAsync(accountId, cancellationToken) is null)
        {
            return Missing.Store(accountId);
        }

        if (query.Text("sku") is not { } sku)
        {
            return Json.Ok(await mappings.ListAsync(accountId, cancellationToken));
        }

        return await FindAsync(accountId, sku, cancellationToken) is { } mapping ? Json.Ok(mapping) : Missing.Mapping(sku);
    }

    /// <summary>Saves a mapping once 1688 has its offers. What waited for it goes on.</summary>
    [Function("SaveSkuMapping")]
    public Task<IActionResult> SaveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = Route)] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<SkuMappingInput>(
            request,
            input => SkuMappingRules.Check(input.ToMapping(accountId)),
            async input =>
                await accounts.FindValidAsync(accountId, cancellationToken) is { } store
                    ? await SaveAsync(input, input.ToMapping(accountId), store, cancellationToken)
                    : Missing.Store(accountId),
            cancellationToken
        );

    /// <summary>Deletes the mapping of a SKU. Later orders of it wait; purchase orders that were made by it stay.</summary>
    [Function("DeleteSkuMapping")]
    public async Task<IActionResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Route)] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request, "sku");
        var sku = query.Text("sku");
        if (sku is null && query.Problems.Count == 0)
        {
            query.Report("sku", "must name the SKU whose mapping is deleted");
        }

        if (query.Problems.Count > 0)
        {
            return Problems.Bad(query.Problems);
        }

        if (await accounts.FindValidAsync(accountId, cancellationToken) is null)
        {
            return Missing.Store(accountId);
        }

        if (await FindAsync(accountId, sku!, cancellationToken) is not { } mapping)
        {
            return Missing.Mapping(sku!);
        }

        await mappings.DeleteAsync(accountId, mapping.Sku, cancellationToken);
        return Json.Ok(new { deleted = mapping.Sku });
    }

    private async Task<IActionResult> SaveAsync(
        SkuMappingInput input,
        SkuMapping mapping,
        StoreAccount store,
        CancellationToken cancellationToken
    )
    {
        var findings = input.Unchecked
            ? new MappingFindings(mapping, [], SkuMappingCheck.Unusual(mapping), null)
            : await check.FindAsync(mapping, store, cancellationToken);
        string[] problems = [.. findings.Mistakes, .. input.Confirm ? [] : findings.Unusual];
        if (problems.Length > 0)
        {
            return Problems.Bad(problems);
        }

        return findings.Unread is { } unread
            ? Problems.Unavailable(
                unread,
                "The offers were not checked and nothing is saved; try again, or add \"unchecked\": true to save it as it is."
            )
            : Json.Ok(await mapper.SaveMappingAsync(findings.Mapping, cancellationToken));
    }

    private async Task<SkuMapping?> FindAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        Skus.WhyRefused(sku) is null ? (await mappings.FindAsync(accountId, [sku], cancellationToken)).GetValueOrDefault(sku) : null;
}

using Dropship.Core.Catalog;
using Dropship.Core.Stores;
using Dropship.Functions.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Catalog;

/// <summary>Lists and saves SKU mappings. Saving one lets go on what waited for it.</summary>
public sealed class SkuMappingFunctions(OrderDesk desk, ISkuMappings mappings, IStoreAccounts accounts)
{
    [Function("ListSkuMappings")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stores/{accountId}/mappings")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => Json.Ok(await mappings.ListAsync(accountId, cancellationToken));

    [Function("SaveSkuMapping")]
    public async Task<IActionResult> SaveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "stores/{accountId}/mappings/{sku}")] HttpRequest request,
        string accountId,
        string sku,
        CancellationToken cancellationToken)
    {
        var read = await Json.ReadAsync<SkuMappingInput>(request, cancellationToken);
        if (read.Value is not { } input)
        {
            return Json.Bad([read.Problem!]);
        }

        var mapping = input.ToMapping(accountId, sku);
        var problems = SkuMappingRules.Check(mapping).ToList();
        if (problems.Count == 0 && await accounts.FindAsync(accountId, cancellationToken) is null)
        {
            problems.Add($"accountId: there is no store account '{accountId}'.");
        }

        return problems.Count > 0 ? Json.Bad(problems) : Json.Ok(await desk.SaveMappingAsync(mapping, cancellationToken));
    }
}

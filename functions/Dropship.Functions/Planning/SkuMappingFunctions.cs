using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Planning;

/// <summary>Lists and saves SKU mappings. Saving one lets go on what waited for it.</summary>
public sealed class SkuMappingFunctions(OrderMapper mapper, ISkuMappings mappings, IStoreAccounts accounts)
{
    [Function("ListSkuMappings")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stores/{accountId}/mappings")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => Json.Ok(await mappings.ListAsync(accountId, cancellationToken));

    [Function("SaveSkuMapping")]
    public Task<IActionResult> SaveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "stores/{accountId}/mappings/{sku}")] HttpRequest request,
        string accountId,
        string sku,
        CancellationToken cancellationToken) => Json.TakeAsync<SkuMappingInput>(
            request,
            input => SkuMappingRules.Check(input.ToMapping(accountId, sku)),
            async input => await accounts.FindAsync(accountId, cancellationToken) is null
                ? Json.Bad([$"accountId: there is no store account '{accountId}'."])
                : Json.Ok(await mapper.SaveMappingAsync(input.ToMapping(accountId, sku), cancellationToken)),
            cancellationToken);
}

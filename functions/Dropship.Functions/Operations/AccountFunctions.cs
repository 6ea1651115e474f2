using System.Text.Json;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Sets store and buyer accounts up. Credentials go to the secret store; an account works once it was verified.</summary>
public sealed class AccountFunctions(IStoreAccounts stores, IBuyerAccounts buyers, IStorePlatforms platforms, ISecretStore secrets, AccountVerification verification)
{
    [Function("ListAccounts")]
    public async Task<IActionResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "accounts")] HttpRequest request, CancellationToken cancellationToken) =>
        Json.Ok(new { stores = await stores.ListAsync(cancellationToken), buyers = await buyers.ListAsync(cancellationToken) });

    [Function("SaveStoreAccount")]
    public Task<IActionResult> SaveStoreAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "accounts/stores/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => Json.TakeAsync<StoreAccountInput>(
            request,
            input => input.Check(accountId, platforms.Names),
            async input =>
            {
                var known = await stores.FindAsync(accountId, cancellationToken);
                var account = input.ToAccount(accountId) with { State = StoreAccountState.Unauthorized, StateReason = "not verified yet" };
                await SaveSecretAsync(account.SecretName, input.Credentials, cancellationToken);
                await stores.SaveAsync(known is { State: StoreAccountState.Stopped } ? account with { State = known.State } : account, cancellationToken);
                return await VerifyStoreAsync(account, cancellationToken);
            },
            cancellationToken);

    [Function("VerifyStoreAccount")]
    public async Task<IActionResult> VerifyStoreAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "accounts/stores/{accountId}/verify")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => await stores.FindAsync(accountId, cancellationToken) is { } account
            ? await VerifyStoreAsync(account, cancellationToken)
            : new NotFoundResult();

    [Function("SaveBuyerAccount")]
    public Task<IActionResult> SaveBuyerAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "accounts/buyers/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => Json.TakeAsync<BuyerAccountInput>(
            request,
            input => input.Check(accountId),
            async input =>
            {
                var account = input.ToAccount(accountId) with { State = BuyerAccountState.Unauthorized, StateReason = "not verified yet" };
                await SaveSecretAsync(account.SecretName, input.Credentials, cancellationToken);
                await buyers.SaveAsync(account, cancellationToken);
                return await VerifyBuyerAsync(account, cancellationToken);
            },
            cancellationToken);

    [Function("VerifyBuyerAccount")]
    public async Task<IActionResult> VerifyBuyerAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "accounts/buyers/{accountId}/verify")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => await buyers.FindAsync(accountId, cancellationToken) is { } account
            ? await VerifyBuyerAsync(account, cancellationToken)
            : new NotFoundResult();

    private async Task<IActionResult> VerifyStoreAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        var problem = await verification.VerifyStoreAsync(account, cancellationToken);
        return Json.Ok(new { verified = problem is null, kind = problem?.Kind, problem = problem?.ToString() });
    }

    private async Task<IActionResult> VerifyBuyerAsync(BuyerAccount account, CancellationToken cancellationToken)
    {
        var problem = await verification.VerifyBuyerAsync(account, cancellationToken);
        return Json.Ok(new { verified = problem is null, kind = problem?.Kind, problem = problem?.ToString() });
    }

    private async Task SaveSecretAsync(string name, JsonElement? credentials, CancellationToken cancellationToken)
    {
        if (credentials is { ValueKind: JsonValueKind.Object } given)
        {
            await secrets.SetAsync(name, given.GetRawText(), cancellationToken);
        }
    }
}

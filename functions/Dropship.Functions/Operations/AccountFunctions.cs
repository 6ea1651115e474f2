using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Sets store and purchasing accounts up. Credentials go to the secret store; an account works once it was verified.</summary>
public sealed class AccountFunctions(IStoreAccounts stores, IPurchasingAccounts purchasingAccounts, IStorePlatforms platforms, AccountVerification verification)
{
    [Function("ListAccounts")]
    public async Task<IActionResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "accounts")] HttpRequest request, CancellationToken cancellationToken) =>
        Json.Ok(new { stores = await stores.ListAsync(cancellationToken), purchasingAccounts = await purchasingAccounts.ListAsync(cancellationToken) });

    [Function("SaveStoreAccount")]
    public Task<IActionResult> SaveStoreAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "accounts/stores/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => Json.TakeAsync<StoreAccountInput>(
            request,
            input => input.Check(accountId, platforms.Names),
            async input => Verified(await verification.SetUpStoreAsync(input.ToAccount(accountId), CredentialsOf(input.Credentials), cancellationToken)),
            cancellationToken);

    [Function("VerifyStoreAccount")]
    public async Task<IActionResult> VerifyStoreAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "accounts/stores/{accountId}/verify")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => await stores.FindAsync(accountId, cancellationToken) is { } account
            ? Verified(await verification.VerifyStoreAsync(account, cancellationToken))
            : new NotFoundResult();

    [Function("SavePurchasingAccount")]
    public Task<IActionResult> SavePurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "accounts/purchasing/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => Json.TakeAsync<PurchasingAccountInput>(
            request,
            input => input.Check(accountId),
            async input => Verified(await verification.SetUpPurchasingAsync(input.ToAccount(accountId), CredentialsOf(input.Credentials), cancellationToken)),
            cancellationToken);

    [Function("VerifyPurchasingAccount")]
    public async Task<IActionResult> VerifyPurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "accounts/purchasing/{accountId}/verify")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken) => await purchasingAccounts.FindAsync(accountId, cancellationToken) is { } account
            ? Verified(await verification.VerifyPurchasingAsync(account, cancellationToken))
            : new NotFoundResult();

    private static IActionResult Verified(CallProblem? problem) => Json.Ok(new { verified = problem is null, kind = problem?.Kind, problem = problem?.ToString() });

    private static string? CredentialsOf(JsonElement? given) => given is { ValueKind: JsonValueKind.Object } credentials ? credentials.GetRawText() : null;
}

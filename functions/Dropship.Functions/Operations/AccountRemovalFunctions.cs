using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Pauses, resumes and deletes accounts.</summary>
public sealed class AccountRemovalFunctions(
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    AccountRemoval removal,
    AccountVerification verification
)
{
    [Function("PauseStoreAccount")]
    public Task<IActionResult> PauseStoreAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/accounts/stores/{accountId}/pause")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        ForStoreAsync(
            request,
            accountId,
            async (account, by) =>
            {
                await removal.PauseStoreAsync(account, by, cancellationToken);
                return Json.Ok(new { state = StoreAccountState.Paused });
            },
            cancellationToken
        );

    /// <summary>Verifies a store and has it pulled again from where it stopped.</summary>
    [Function("ResumeStoreAccount")]
    public Task<IActionResult> ResumeStoreAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/accounts/stores/{accountId}/resume")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        ForStoreAsync(
            request,
            accountId,
            async (account, by) => Resumed(await verification.ResumeStoreAsync(account, by, cancellationToken)),
            cancellationToken
        );

    [Function("DeleteStoreAccount")]
    public Task<IActionResult> DeleteStoreAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "api/accounts/stores/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        ForStoreAsync(
            request,
            accountId,
            async (account, by) => Deleted(accountId, await removal.DeleteStoreAsync(account, by, cancellationToken)),
            cancellationToken
        );

    [Function("PausePurchasingAccount")]
    public Task<IActionResult> PausePurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/accounts/purchasing/{accountId}/pause")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        ForPurchasingAsync(
            request,
            accountId,
            async (account, by) =>
            {
                await removal.PausePurchasingAsync(account, by, cancellationToken);
                return Json.Ok(new { state = PurchasingAccountState.Paused });
            },
            cancellationToken
        );

    /// <summary>Verifies a purchasing account and has it buy again.</summary>
    [Function("ResumePurchasingAccount")]
    public Task<IActionResult> ResumePurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/accounts/purchasing/{accountId}/resume")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        ForPurchasingAsync(
            request,
            accountId,
            async (account, by) => Resumed(await verification.ResumePurchasingAsync(account, by, cancellationToken)),
            cancellationToken
        );

    [Function("DeletePurchasingAccount")]
    public Task<IActionResult> DeletePurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "api/accounts/purchasing/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        ForPurchasingAsync(
            request,
            accountId,
            async (account, by) => Deleted(accountId, await removal.DeletePurchasingAsync(account, by, cancellationToken)),
            cancellationToken
        );

    private static IActionResult Resumed(CallProblem? problem) =>
        problem is null ? Json.Ok(new { verified = true }) : Problems.Outside(problem, "The account is not resumed.");

    private static IActionResult Deleted(string accountId, string? refusal) =>
        refusal is null ? Json.Ok(new { deleted = accountId }) : Problems.Conflict(refusal);

    private Task<IActionResult> ForStoreAsync(
        HttpRequest request,
        string accountId,
        Func<StoreAccount, AccountActor, Task<IActionResult>> act,
        CancellationToken cancellationToken
    ) =>
        Json.TakeOptionalAsync<AccountActInput>(
            request,
            input => input.Check(),
            async input =>
                await stores.FindValidAsync(accountId, cancellationToken) is { } account
                    ? await act(account, input.ToActor())
                    : Missing.Store(accountId),
            cancellationToken
        );

    private Task<IActionResult> ForPurchasingAsync(
        HttpRequest request,
        string accountId,
        Func<PurchasingAccount, AccountActor, Task<IActionResult>> act,
        CancellationToken cancellationToken
    ) =>
        Json.TakeOptionalAsync<AccountActInput>(
            request,
            input => input.Check(),
            async input =>
                await purchasingAccounts.FindValidAsync(accountId, cancellationToken) is { } account
                    ? await act(account, input.ToActor())
                    : Missing.Purchasing(accountId),
            cancellationToken
        );
}

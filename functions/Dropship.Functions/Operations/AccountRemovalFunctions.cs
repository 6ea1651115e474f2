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
            async account =>
            {
                await removal.PauseStoreAsync(account, cancellationToken);
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
            async account => Resumed(await verification.ResumeStoreAsync(account, cancellationToken)),
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
            async account => Deleted(accountId, await removal.DeleteStoreAsync(account, cancellationToken)),
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
            async account =>
            {
                await removal.PausePurchasingAsync(account, cancellationToken);
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
            async account => Resumed(await verification.ResumePurchasingAsync(account, cancellationToken)),
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
            async account => Deleted(accountId, await removal.DeletePurchasingAsync(account, cancellationToken)),
            cancellationToken
        );

    private static IActionResult Resumed(CallProblem? problem) =>
        problem is null ? Json.Ok(new { verified = true }) : Problems.Outside(problem, "The account is not resumed.");

    private static IActionResult Deleted(string accountId, string? refusal) =>
        refusal is null ? Json.Ok(new { deleted = accountId }) : Problems.Conflict(refusal);

    private async Task<IActionResult> ForStoreAsync(
        HttpRequest request,
        string accountId,
        Func<StoreAccount, Task<IActionResult>> act,
        CancellationToken cancellationToken
    )
    {
        if (await Json.RefuseBodyAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await stores.FindValidAsync(accountId, cancellationToken) is { } account ? await act(account) : Missing.Store(accountId);
    }

    private async Task<IActionResult> ForPurchasingAsync(
        HttpRequest request,
        string accountId,
        Func<PurchasingAccount, Task<IActionResult>> act,
        CancellationToken cancellationToken
    )
    {
        if (await Json.RefuseBodyAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await purchasingAccounts.FindValidAsync(accountId, cancellationToken) is { } account
            ? await act(account)
            : Missing.Purchasing(accountId);
    }
}

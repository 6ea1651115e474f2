using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Sets store and purchasing accounts up. Credentials go to the secret store once they were verified.</summary>
public sealed class AccountFunctions(
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    AccountLister lister,
    IStorePlatforms platforms,
    AccountVerification verification,
    ApprovalOptions approvals,
    TimeProvider time
)
{
    private const string Unchanged = "Nothing is saved; the account stays as it was.";

    /// <summary>The accounts of each kind; <c>platform</c> leaves stores of one platform, <c>name</c> those whose id or name holds
    /// it.</summary>
    [Function("ListAccounts")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/accounts")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryCheck(request, "platform", "name");
        var platform = query.Text("platform");
        if (platform is not null && !platforms.Names.Contains(platform))
        {
            query.Report("platform", $"must be one of {string.Join(", ", platforms.Names)}");
        }

        return query.Problems.Count > 0
            ? Problems.Bad(query.Problems)
            : Json.Ok(await lister.ReadAsync(platform, query.Text("name"), cancellationToken));
    }

    [Function("SaveStoreAccount")]
    public Task<IActionResult> SaveStoreAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "api/accounts/stores/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<StoreAccountInput>(
            request,
            input => input.Check(accountId, platforms.Names, approvals.Approvers, time.GetUtcNow()),
            async input =>
                Answer(
                    await verification.SetUpStoreAsync(
                        input.ToAccount(accountId),
                        CredentialsOf(input.Credentials),
                        input.Act.ToActor(),
                        cancellationToken
                    )
                ),
            cancellationToken
        );

    [Function("VerifyStoreAccount")]
    public Task<IActionResult> VerifyStoreAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/accounts/stores/{accountId}/verify")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        Json.TakeOptionalAsync<AccountActInput>(
            request,
            input => input.Check(),
            async input =>
                await stores.FindValidAsync(accountId, cancellationToken) is { } account
                    ? Verified(await verification.VerifyStoreAsync(account, input.ToActor(), cancellationToken))
                    : Missing.Store(accountId),
            cancellationToken
        );

    [Function("SavePurchasingAccount")]
    public Task<IActionResult> SavePurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "api/accounts/purchasing/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<PurchasingAccountInput>(
            request,
            input => input.Check(accountId),
            async input =>
                Answer(
                    await verification.SetUpPurchasingAsync(
                        input.ToAccount(accountId),
                        CredentialsOf(input.Credentials),
                        input.Act.ToActor(),
                        cancellationToken
                    )
                ),
            cancellationToken
        );

    [Function("VerifyPurchasingAccount")]
    public Task<IActionResult> VerifyPurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/accounts/purchasing/{accountId}/verify")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        Json.TakeOptionalAsync<AccountActInput>(
            request,
            input => input.Check(),
            async input =>
                await purchasingAccounts.FindValidAsync(accountId, cancellationToken) is { } account
                    ? Verified(await verification.VerifyPurchasingAsync(account, input.ToActor(), cancellationToken))
                    : Missing.Purchasing(accountId),
            cancellationToken
        );

    private static IActionResult Verified(CallProblem? problem) => Answer(new AccountAnswer { IsSaved = true, Problem = problem });

    private static IActionResult Answer(AccountAnswer answer) =>
        answer switch
        {
            { Mistakes: { Count: > 0 } mistakes } => Problems.Bad(mistakes),
            { Conflict: { } conflict } => Problems.Conflict(conflict),
            { Problem: null } => Json.Ok(new { verified = true }),

            // The seller is asked next; nothing is wrong.
            { Problem: { Code: AccountVerification.NoConsent } problem, IsSaved: true } => Json.Ok(
                new
                {
                    verified = false,
                    kind = problem.Kind,
                    problem = problem.ToString(),
                }
            ),
            _ => Problems.Outside(answer.Problem, answer.IsSaved ? "The account is not verified." : Unchanged),
        };

    private static string? CredentialsOf(JsonElement? given) =>
        given is { ValueKind: JsonValueKind.Object } credentials ? credentials.GetRawText() : null;
}

using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Tells what happened to an account and who did it, also after it was deleted.</summary>
public sealed class AccountHistoryFunctions(
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    IAccountEvents history,
    Texts texts
)
{
    private const string PersonPrefix = "person:";

    [Function("ReadStoreAccountHistory")]
    public async Task<IActionResult> ReadStoreAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/accounts/stores/{accountId}/history")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(request, accountId, CircuitBreaker.Store(accountId), cancellationToken)
        ?? (await stores.FindValidAsync(accountId, cancellationToken) is null ? Missing.Store(accountId) : Answer([]));

    [Function("ReadPurchasingAccountHistory")]
    public async Task<IActionResult> ReadPurchasingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/accounts/purchasing/{accountId}/history")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(request, accountId, CircuitBreaker.PurchasingAccount(accountId), cancellationToken)
        ?? (await purchasingAccounts.FindValidAsync(accountId, cancellationToken) is null ? Missing.Purchasing(accountId) : Answer([]));

    // Null when nothing is known.
    private async Task<IActionResult?> ReadAsync(HttpRequest request, string accountId, string account, CancellationToken cancellationToken)
    {
        if (new QueryCheck(request).Problems is { Count: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        return AccountIds.IsValid(accountId) && await history.ReadAsync(account, cancellationToken) is { Count: > 0 } events
            ? Answer(events)
            : null;
    }

    private IActionResult Answer(IReadOnlyList<AccountEvent> events) =>
        Json.Ok(
            new
            {
                history = events.Select(one => new
                {
                    one.At,
                    one.Who,
                    one.What,
                    one.Why,
                    one.Changes,
                    words = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["en"] = Say(Language.English, one),
                        ["zh-CN"] = Say(Language.Chinese, one),
                    },
                }),
            }
        );

    private string Say(Language language, AccountEvent one) =>
        texts.Say(
            language,
            one.What switch
            {
                AccountAct.Connected => "accountConnected",
                AccountAct.Verified => "accountVerified",
                AccountAct.Refused => "accountRefused",
                AccountAct.CredentialsReplaced => "accountCredentialsReplaced",
                AccountAct.SettingsChanged => "accountSettingsChanged",
                AccountAct.Paused => "accountPaused",
                AccountAct.Resumed => "accountResumed",
                AccountAct.Deleted => "accountDeleted",
                _ => throw new ArgumentOutOfRangeException(nameof(one), one.What, null),
            },
            ("who", NameOf(language, one.Who))
        );

    private string NameOf(Language language, string who)
    {
        var t = texts.In(language);
        return who switch
        {
            Actor.System => t["accountBySystem"],
            Actor.Store => t["accountByStore"],
            Actor.Operator => t["accountByOperator"],
            _ => who.StartsWith(PersonPrefix, StringComparison.Ordinal) ? who[PersonPrefix.Length..] : who,
        };
    }
}

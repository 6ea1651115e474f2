using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>
/// Saves and deletes accounts, and closes the alert of an account that works. Each act is noted in the account's history first, so that
/// none goes untold; one that fails then is noted again when it is repeated.
/// </summary>
public sealed class AccountChanges(
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    IAccountEvents history,
    IAlerts alerts,
    TimeProvider time
)
{
    private static readonly JsonSerializerOptions s_fields = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    // What the app writes itself, and what acts of their own tell.
    private static readonly HashSet<string> s_ownFields = new(StringComparer.Ordinal)
    {
        "id",
        "state",
        "stateReason",
        "consent",
        "consentEndsAt",
        "secretName",
    };

    /// <summary>Saves a store after an act.</summary>
    public Task SaveAsync(StoreAccount account, AccountAct act, AccountActor by, CancellationToken cancellationToken) =>
        SaveAsync(account, [Event(act, by)], cancellationToken);

    /// <summary>Saves a store that was set up.</summary>
    /// <param name="before">The account as it was; null when there was none.</param>
    /// <param name="account">The account as it is to be.</param>
    /// <param name="hasNewCredentials">Whether credentials were given.</param>
    /// <param name="by">Who set it up.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task SaveSetUpAsync(
        StoreAccount? before,
        StoreAccount account,
        bool hasNewCredentials,
        AccountActor by,
        CancellationToken cancellationToken
    ) =>
        SaveAsync(
            account,
            [.. ListSetUp(before, account, hasNewCredentials, account.State != StoreAccountState.Unauthorized, by)],
            cancellationToken
        );

    /// <summary>Saves a purchasing account after an act.</summary>
    public Task SaveAsync(PurchasingAccount account, AccountAct act, AccountActor by, CancellationToken cancellationToken) =>
        SaveAsync(account, [Event(act, by)], cancellationToken);

    /// <summary>Saves a purchasing account that was set up.</summary>
    /// <param name="before">The account as it was; null when there was none.</param>
    /// <param name="account">The account as it is to be.</param>
    /// <param name="hasNewCredentials">Whether credentials were given.</param>
    /// <param name="by">Who set it up.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task SaveSetUpAsync(
        PurchasingAccount? before,
        PurchasingAccount account,
        bool hasNewCredentials,
        AccountActor by,
        CancellationToken cancellationToken
    ) => SaveAsync(account, [.. ListSetUp(before, account, hasNewCredentials, isVerified: true, by)], cancellationToken);

    /// <summary>Deletes a store.</summary>
    public async Task DeleteAsync(StoreAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        await history.AddAsync(CircuitBreaker.Store(account.Id), [Event(AccountAct.Deleted, by)], cancellationToken);
        await stores.DeleteAsync(account.Id, cancellationToken);
    }

    /// <summary>Deletes a purchasing account.</summary>
    public async Task DeleteAsync(PurchasingAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        await history.AddAsync(CircuitBreaker.PurchasingAccount(account.Id), [Event(AccountAct.Deleted, by)], cancellationToken);
        await purchasingAccounts.DeleteAsync(account.Id, cancellationToken);
    }

    // The alert goes first: should the account be refused again right then, that alert must stay.
    private async Task SaveAsync(StoreAccount account, IReadOnlyList<AccountEvent> acts, CancellationToken cancellationToken)
    {
        if (account.State != StoreAccountState.Unauthorized)
        {
            await alerts.ResolveAsync(AlertKey.Of(account, HoldReasons.StoreUnauthorized), cancellationToken);
        }

        await history.AddAsync(CircuitBreaker.Store(account.Id), acts, cancellationToken);
        await stores.SaveAsync(account, cancellationToken);
    }

    private async Task SaveAsync(PurchasingAccount account, IReadOnlyList<AccountEvent> acts, CancellationToken cancellationToken)
    {
        if (account.State != PurchasingAccountState.Unauthorized)
        {
            await alerts.ResolveAsync(AlertKey.Of(account, HoldReasons.PurchasingUnauthorized), cancellationToken);
        }

        await history.AddAsync(CircuitBreaker.PurchasingAccount(account.Id), acts, cancellationToken);
        await purchasingAccounts.SaveAsync(account, cancellationToken);
    }

    private IEnumerable<AccountEvent> ListSetUp<T>(T? before, T after, bool hasNewCredentials, bool isVerified, AccountActor by)
        where T : class
    {
        if (before is null)
        {
            yield return Event(AccountAct.Connected, by);
        }
        else
        {
            if (hasNewCredentials)
            {
                yield return Event(AccountAct.CredentialsReplaced, by);
            }

            if (ListChanges(before, after) is { Count: > 0 } changes)
            {
                yield return Event(AccountAct.SettingsChanged, by) with
                {
                    Changes = changes,
                };
            }
        }

        if (isVerified)
        {
            yield return Event(AccountAct.Verified, by);
        }
    }

    private static List<AccountFieldChange> ListChanges<T>(T before, T after)
        where T : class
    {
        var (old, now) = (FieldsOf(before), FieldsOf(after));
        return
        [
            .. old
                .Keys.Union(now.Keys, StringComparer.Ordinal)
                .Where(field => !s_ownFields.Contains(field))
                .Select(field => new AccountFieldChange(field, old.GetValueOrDefault(field), now.GetValueOrDefault(field)))
                .Where(change => change.Before != change.After),
        ];
    }

    private static Dictionary<string, string> FieldsOf<T>(T account)
        where T : class =>
        ((JsonObject)JsonSerializer.SerializeToNode(account, s_fields)!)
            .Where(field => field.Value is not null)
            .ToDictionary(field => field.Key, field => TextOf(field.Value!), StringComparer.Ordinal);

    private static string TextOf(JsonNode value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Array => string.Join(", ", value.AsArray().Select(one => one is null ? string.Empty : TextOf(one))),
            _ => value.ToJsonString(),
        };

    private AccountEvent Event(AccountAct act, AccountActor by) =>
        new()
        {
            At = time.GetUtcNow(),
            Who = by.Who,
            What = act,
            Why = by.Why,
        };
}

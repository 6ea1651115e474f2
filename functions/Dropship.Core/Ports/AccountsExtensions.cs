namespace Dropship.Core.Ports;

/// <summary>Finds what an order cannot be without. Accounts are never removed while they have orders, so a missing one is a fault of the
/// set-up.</summary>
public static class AccountsExtensions
{
    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    public static async Task<StoreAccount> RequireAsync(this IStoreAccounts accounts, string id, CancellationToken cancellationToken) =>
        await accounts.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Store account '{id}' is not set up.");

    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    public static async Task<PurchasingAccount> RequireAsync(
        this IPurchasingAccounts accounts,
        string id,
        CancellationToken cancellationToken
    ) =>
        await accounts.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Purchasing account '{id}' is not set up.");

    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    public static async Task<ForwarderAccount> RequireAsync(
        this IForwarderAccounts accounts,
        string id,
        CancellationToken cancellationToken
    ) => await accounts.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Forwarder '{id}' is not set up.");

    /// <exception cref="InvalidOperationException">The kind of the account is not installed.</exception>
    public static IForwarder Require(this IForwarders forwarders, ForwarderAccount account) =>
        forwarders.Find(account.Kind)
        ?? throw new InvalidOperationException($"Forwarder '{account.Id}' is of the kind '{account.Kind}', which is not installed.");

    /// <summary>The forwarder of a store; null when it has none.</summary>
    public static Task<ForwarderAccount?> FindForAsync(
        this IForwarderAccounts accounts,
        StoreAccount store,
        CancellationToken cancellationToken
    ) => store.ForwarderId is { } id ? accounts.FindAsync(id, cancellationToken) : Task.FromResult<ForwarderAccount?>(null);

    /// <exception cref="InvalidOperationException">The platform of the account is not installed.</exception>
    public static IStorePlatform Require(this IStorePlatforms platforms, StoreAccount account) =>
        platforms.Find(account.Platform)
        ?? throw new InvalidOperationException(
            $"Store account '{account.Id}' names the platform '{account.Platform}', which is not installed."
        );
}

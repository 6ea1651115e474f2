using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Lists the accounts with what their credentials tell.</summary>
public sealed class AccountLister(
    IStoreAccounts stores,
    IPurchasingAccounts purchasingAccounts,
    IForwarderAccounts forwarders,
    ISecretStore secrets
)
{
    /// <summary>The accounts that fit.</summary>
    /// <param name="platform">Stores of this platform alone; null for all.</param>
    /// <param name="name">A part of the id or the shown name; null for all.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<AccountListing> ReadAsync(string? platform, string? name, CancellationToken cancellationToken)
    {
        var listing = new AccountListing([], [], []);
        foreach (var store in await stores.ListAsync(cancellationToken))
        {
            if ((platform is null || store.Platform == platform) && Fits(store.Id, store.DisplayName))
            {
                listing.Stores.Add(store with { ConsentEndsAt = await ReadEndAsync(store.SecretName, cancellationToken) });
            }
        }

        if (platform is not null)
        {
            return listing;
        }

        foreach (var account in await purchasingAccounts.ListAsync(cancellationToken))
        {
            if (Fits(account.Id, account.DisplayName))
            {
                listing.PurchasingAccounts.Add(account with { ConsentEndsAt = await ReadEndAsync(account.SecretName, cancellationToken) });
            }
        }

        listing.Forwarders.AddRange(
            (await forwarders.ListAsync(cancellationToken)).Where(forwarder => Fits(forwarder.Id, forwarder.DisplayName))
        );
        return listing;

        bool Fits(string id, string shown) =>
            name is null
            || id.Contains(name, StringComparison.OrdinalIgnoreCase)
            || shown.Contains(name, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<DateTimeOffset?> ReadEndAsync(string secretName, CancellationToken cancellationToken) =>
        StoredCredentials.ConsentEndOf(await secrets.GetAsync(secretName, cancellationToken));
}

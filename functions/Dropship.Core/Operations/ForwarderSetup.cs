using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Sets forwarders up and deletes them. New credentials are tried apart, and replace the old ones only once they work.</summary>
public sealed class ForwarderSetup(
    IForwarderAccounts accounts,
    IForwarders forwarders,
    IStoreAccounts stores,
    IOrders orders,
    ISecretStore secrets
)
{
    /// <summary>Verifies a forwarder as it is to be, and saves it once that works.</summary>
    /// <param name="account">The account as it is to be.</param>
    /// <param name="credentials">The secret as JSON; null keeps the known one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<AccountAnswer> SaveAsync(ForwarderAccount account, string? credentials, CancellationToken cancellationToken)
    {
        var tried = account with { IsTrial = credentials is not null };
        if (credentials is not null)
        {
            await secrets.SetAsync(tried.SecretName, credentials, cancellationToken);
        }

        var forwarder = forwarders.Require(account);
        var verified = await forwarder.VerifyAsync(tried, cancellationToken);
        if (verified.IsSuccess && credentials is not null)
        {
            await secrets.SetAsync(account.SecretName, credentials, cancellationToken);

            // The connector holds the old credentials in memory; a verification has it read the new ones.
            await forwarder.VerifyAsync(account, cancellationToken);
        }

        if (credentials is not null)
        {
            await secrets.SetAsync(tried.SecretName, AccountVerification.NoCredentials, cancellationToken);
        }

        if (!verified.IsSuccess)
        {
            return new AccountAnswer { Problem = verified.Problem };
        }

        await accounts.SaveAsync(account, cancellationToken);
        return AccountAnswer.Verified;
    }

    /// <summary>Deletes a forwarder with its secret.</summary>
    /// <returns>Why it cannot be deleted; null when it is.</returns>
    public async Task<string?> DeleteAsync(ForwarderAccount account, CancellationToken cancellationToken)
    {
        var users = (await stores.ListAsync(cancellationToken)).Where(store => store.ForwarderId == account.Id).Select(store => store.Id);
        if (users.ToList() is { Count: > 0 } bound)
        {
            return $"These stores send to it: {string.Join(", ", bound)}. Give them another forwarder first.";
        }

        await foreach (var order in orders.ListOpenAsync(null, cancellationToken))
        {
            if (
                (await orders.LoadAsync(order.Key, cancellationToken))?.PurchaseOrders.Any(purchase =>
                    purchase.Forwarder?.Id == account.Id && !PurchaseOrderTransitions.IsFinal(purchase.State)
                ) == true
            )
            {
                return $"Order {order.Number} of store '{order.Key.AccountId}' is still open and goes to it. Delete it when its orders are at their end.";
            }
        }

        await secrets.SetAsync(account.SecretName, AccountVerification.NoCredentials, cancellationToken);
        await accounts.DeleteAsync(account.Id, cancellationToken);
        return null;
    }
}

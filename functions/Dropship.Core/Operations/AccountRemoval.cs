using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Pauses, resumes and deletes accounts. Orders and their histories stay.</summary>
public sealed class AccountRemoval(
    IStoreAccounts stores,
    ISkuMappings mappings,
    IOrders orders,
    IAlerts alerts,
    ISecretStore secrets,
    AccountChanges changes
)
{
    /// <summary>Pauses a store: nothing is pulled, and its alerts are closed.</summary>
    public async Task PauseStoreAsync(StoreAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        await changes.SaveAsync(
            account with
            {
                State = StoreAccountState.Paused,
                StateReason = "paused by a person",
            },
            AccountAct.Paused,
            by,
            cancellationToken
        );
        await CloseAlertsAsync(key => key.IsAbout(account), cancellationToken);
    }

    /// <summary>Pauses a purchasing account: nothing new is bought with it, and its alerts are closed.</summary>
    public async Task PausePurchasingAsync(PurchasingAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        await changes.SaveAsync(
            account with
            {
                State = PurchasingAccountState.Paused,
                StateReason = "paused by a person",
            },
            AccountAct.Paused,
            by,
            cancellationToken
        );
        await CloseAlertsAsync(key => key.IsAbout(account), cancellationToken);
    }

    /// <summary>Deletes a store with its credentials.</summary>
    /// <returns>Why it cannot be deleted; null when it is.</returns>
    public async Task<string?> DeleteStoreAsync(StoreAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        var open = 0;
        await foreach (var order in orders.ListOpenAsync(null, cancellationToken))
        {
            open += order.Key.AccountId == account.Id ? 1 : 0;
        }

        if (open > 0)
        {
            return $"{open} {(open == 1 ? "order of this store is" : "orders of this store are")} still open. Pause the account, and delete it when they are at their end.";
        }

        await secrets.SetAsync(account.SecretName, AccountVerification.NoCredentials, cancellationToken);
        await changes.DeleteAsync(account, by, cancellationToken);
        await CloseAlertsAsync(key => key.IsAbout(account), cancellationToken);
        return null;
    }

    /// <summary>Deletes a purchasing account with its credentials.</summary>
    /// <returns>Why it cannot be deleted; null when it is.</returns>
    public async Task<string?> DeletePurchasingAsync(PurchasingAccount account, AccountActor by, CancellationToken cancellationToken)
    {
        var all = await stores.ListAsync(cancellationToken);
        if (all.Where(store => store.PurchasingAccountId == account.Id).Select(store => store.Id).ToList() is { Count: > 0 } users)
        {
            return $"These stores buy with it: {string.Join(", ", users)}. Give them another purchasing account first.";
        }

        foreach (var store in all)
        {
            if (
                (await mappings.ListAsync(store.Id, cancellationToken)).FirstOrDefault(mapping =>
                    mapping.PurchasingAccountId == account.Id
                ) is
                { } mapping
            )
            {
                return $"The mapping of SKU {mapping.Sku} of store '{store.Id}' buys with it. Change the mapping first.";
            }
        }

        await foreach (var order in orders.ListOpenAsync(null, cancellationToken))
        {
            if (
                (await orders.LoadAsync(order.Key, cancellationToken))?.PurchaseOrders.Any(purchase =>
                    purchase.PurchasingAccountId == account.Id && !PurchaseOrderTransitions.IsFinal(purchase.State)
                ) == true
            )
            {
                return $"Order {order.Number} of store '{order.Key.AccountId}' is still open and buys with it. Pause the account, and delete it when its orders are at their end.";
            }
        }

        await secrets.SetAsync(account.SecretName, AccountVerification.NoCredentials, cancellationToken);
        await changes.DeleteAsync(account, by, cancellationToken);
        await CloseAlertsAsync(key => key.IsAbout(account), cancellationToken);
        return null;
    }

    private async Task CloseAlertsAsync(Func<AlertKey, bool> isOf, CancellationToken cancellationToken)
    {
        foreach (var alert in await alerts.ListOpenAsync(cancellationToken))
        {
            if (isOf(alert.Notice.Key))
            {
                await alerts.ResolveAsync(alert.Notice.Key, cancellationToken);
            }
        }
    }
}

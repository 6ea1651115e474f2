using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Brings a purchase order to 1688, by one step a message: it is created, or its doubtful creation is looked up; once placed, its
/// orchestration starts.</summary>
public sealed class PurchasePlacer(
    IOrders orders,
    IPurchasingAccounts accounts,
    OrderCreation creation,
    PlacementLookup lookup,
    PlacementEdits edits,
    PlacementHandOver handOver
)
{
    /// <summary>Takes one step. May run any number of times.</summary>
    public async Task PlaceAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        // A plan that was changed meanwhile fails at its intent and is looked at anew, so it need not be read.
        var recent = orders.FindRecent(key.Order);
        var before =
            recent?.Find(key)?.State == PurchaseOrderState.Planned ? recent : await orders.RequireAsync(key.Order, cancellationToken);
        var purchase = before.Find(key) ?? throw new InvalidOperationException($"Order {before.Key} has no purchase order {key}.");
        var account = await accounts.FindAsync(purchase.PurchasingAccountId, cancellationToken);
        var after = purchase.State switch
        {
            PurchaseOrderState.Planned when account is { State: PurchasingAccountState.Active } => await creation.CreateAsync(
                before,
                purchase,
                account,
                cancellationToken
            ),
            PurchaseOrderState.Planned => await edits.BlockAsync(
                before,
                key,
                HoldReasons.PurchasingAccountMissing,
                account?.StateReason ?? purchase.PurchasingAccountId,
                cancellationToken
            ),

            // The process ended between the intent and the answer: whether the call went out is not known.
            PurchaseOrderState.Placing => await edits.DoubtAsync(
                before,
                key,
                "the process ended while the purchase was on its way",
                cancellationToken
            ),
            PurchaseOrderState.PlacementUnknown when account is not null => await lookup.LookUpAsync(
                before,
                purchase,
                account,
                cancellationToken
            ),
            _ => before,
        };
        await handOver.FinishAsync(before, after, key, cancellationToken);
    }
}

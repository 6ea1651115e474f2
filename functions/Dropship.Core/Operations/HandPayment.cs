using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;

namespace Dropship.Core.Operations;

/// <summary>Takes a person's word that a purchase order is paid as a reason to look: only 1688's own word counts.</summary>
public sealed class HandPayment(IOrders orders, SupplierSync sync, TimeProvider time)
{
    /// <summary>Whether there is something on 1688 that may have been paid.</summary>
    public static bool IsOpen(PurchaseOrder purchase) =>
        !PurchaseOrderTransitions.IsFinal(purchase.State)
        && purchase.IsPlaced
        && purchase.SupplierOrders.Any(placed => !placed.IsPaid && placed.Status != SupplierOrderStatus.Cancelled);

    /// <summary>Reads its orders on 1688 now.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="who">Who says so.</param>
    /// <param name="why">What is to be said of it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>False when there is nothing unpaid on 1688, or 1688 does not say that it is paid.</returns>
    public async Task<bool> LookAsync(PurchaseOrderKey key, string who, string why, CancellationToken cancellationToken)
    {
        if (
            await orders.LoadAsync(key.Order, cancellationToken) is not { } before
            || before.Find(key) is not { } purchase
            || !IsOpen(purchase)
        )
        {
            return false;
        }

        await orders.EditFromAsync(
            before,
            Actor.Person(who),
            time,
            edit => edit.AddEvent(EventKinds.PaidByHand, why, purchase: key),
            cancellationToken
        );
        foreach (var placed in purchase.SupplierOrders.Where(placed => placed.Status != SupplierOrderStatus.Cancelled))
        {
            await sync.ReadAgainAsync(
                new SupplierChange(purchase.PurchasingAccountId, placed.OrderId),
                isRedelivery: true,
                cancellationToken
            );
        }

        return (await orders.RequireAsync(key.Order, cancellationToken))
            .Find(key)!
            .SupplierOrders.Where(placed => placed.Status != SupplierOrderStatus.Cancelled)
            .All(placed => placed.IsPaid);
    }
}

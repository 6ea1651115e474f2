using Dropship.Core.Orders;
using Dropship.Core.Planning;

namespace Dropship.Core.Operations;

/// <summary>What a person can do with an order now, besides looking again.</summary>
/// <param name="CanRelease">Whether something of it is held.</param>
/// <param name="Confirmable">The purchase orders that wait for a confirmation.</param>
/// <param name="Cancellable">The purchase orders that can be cancelled.</param>
public sealed record OrderActions(bool CanRelease, IReadOnlyList<PurchaseOrderKey> Confirmable, IReadOnlyList<PurchaseOrderKey> Cancellable)
{
    public static OrderActions Of(Order order) =>
        new(
            order.Hold is not null || order.PurchaseOrders.Any(purchase => purchase.Hold is not null),
            KeysOf(order, purchase => purchase.State == PurchaseOrderState.AwaitingConfirmation),
            KeysOf(order, purchase => EndsAtOnce(purchase) || CanBeCalledOff(purchase))
        );

    /// <summary>Whether a cancelled one ends at once: nothing of it is on 1688 any more, or was yet.</summary>
    internal static bool EndsAtOnce(PurchaseOrder purchase) =>
        purchase.State is PurchaseOrderState.AwaitingConfirmation or PurchaseOrderState.Planned || PlanRevision.IsClosed(purchase);

    /// <summary>Whether it can still be called off on 1688, or its money claimed back.</summary>
    internal static bool CanBeCalledOff(PurchaseOrder purchase) =>
        purchase.CancelReason is null
        && !PurchaseOrderTransitions.IsFinal(purchase.State)
        && purchase.State is not (PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused or PurchaseOrderState.RefundDue);

    private static List<PurchaseOrderKey> KeysOf(Order order, Func<PurchaseOrder, bool> fits) =>
        [.. order.PurchaseOrders.Where(fits).Select(purchase => purchase.Key)];
}

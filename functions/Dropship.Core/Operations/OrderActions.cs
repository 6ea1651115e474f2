using Dropship.Core.Orders;
using Dropship.Core.Planning;

namespace Dropship.Core.Operations;

/// <summary>What a person can do with an order now, besides looking again.</summary>
/// <param name="CanRelease">Whether something of it is held.</param>
/// <param name="Confirmable">The purchase orders that wait for a confirmation.</param>
/// <param name="Cancellable">The purchase orders that can be cancelled.</param>
/// <param name="Placeable">The purchase orders that can be given an order that a person placed on 1688.</param>
/// <param name="Payable">The purchase orders that a person may have paid on 1688.</param>
/// <param name="Numberable">The purchase orders that can be given the supplier's tracking number.</param>
/// <param name="Markable">The purchase orders that can be marked as shipped.</param>
/// <param name="Arriving">The purchase orders whose arrival at the forwarder is not known.</param>
public sealed record OrderActions(
    bool CanRelease,
    IReadOnlyList<PurchaseOrderKey> Confirmable,
    IReadOnlyList<PurchaseOrderKey> Cancellable,
    IReadOnlyList<PurchaseOrderKey> Placeable,
    IReadOnlyList<PurchaseOrderKey> Payable,
    IReadOnlyList<PurchaseOrderKey> Numberable,
    IReadOnlyList<PurchaseOrderKey> Markable,
    IReadOnlyList<PurchaseOrderKey> Arriving
)
{
    public static OrderActions Of(Order order) =>
        new(
            order.Hold is not null || order.PurchaseOrders.Any(purchase => purchase.Hold is not null),
            KeysOf(order, purchase => purchase.State == PurchaseOrderState.AwaitingConfirmation),
            KeysOf(order, purchase => EndsAtOnce(purchase) || CanBeCalledOff(purchase)),
            KeysOf(order, purchase => HandPlacement.IsOpen(purchase) && !order.IsVetoed(purchase)),
            KeysOf(order, HandPayment.IsOpen),
            KeysOf(order, ShipmentCommands.LacksNumber),
            KeysOf(order, ShipmentCommands.CanBeMarked),
            KeysOf(order, purchase => purchase.Forwarding is { ArrivedAt: null } && ShipmentEntry.IsUnderWay(purchase))
        );

    /// <summary>Whether a cancelled one ends at once: nothing of it is on 1688 any more, or was yet.</summary>
    internal static bool EndsAtOnce(PurchaseOrder purchase) =>
        purchase.State is PurchaseOrderState.AwaitingConfirmation or PurchaseOrderState.Planned || PlanRevision.IsClosed(purchase);

    /// <summary>Whether it can still be called off on 1688, or its money claimed back.</summary>
    internal static bool CanBeCalledOff(PurchaseOrder purchase) =>
        purchase.CancelReason is null
        && !PurchaseOrderTransitions.IsFinal(purchase.State)
        && (
            purchase.State is not (PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused or PurchaseOrderState.RefundDue)
            // A person was asked whether its goods are still wanted, and may say no.
            || (purchase.State == PurchaseOrderState.Shipped && purchase.Hold.Is(HoldReasons.RefundUnclear))
        );

    private static List<PurchaseOrderKey> KeysOf(Order order, Func<PurchaseOrder, bool> fits) =>
        [.. order.PurchaseOrders.Where(fits).Select(purchase => purchase.Key)];
}

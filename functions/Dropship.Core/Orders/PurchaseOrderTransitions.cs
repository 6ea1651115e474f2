using System.Collections.Frozen;
using static Dropship.Core.Orders.PurchaseOrderState;

namespace Dropship.Core.Orders;

/// <summary>The moves a purchase order may make. What is not here does not happen.</summary>
public static class PurchaseOrderTransitions
{
    private static readonly FrozenDictionary<PurchaseOrderState, PurchaseOrderState[]> s_moves = new Dictionary<
        PurchaseOrderState,
        PurchaseOrderState[]
    >
    {
        [AwaitingConfirmation] = [Planned, Cancelled, FulfilledElsewhere],
        [Planned] = [Placing, AwaitingApproval, Blocked, Cancelled, FulfilledElsewhere],
        [Placing] = [AwaitingApproval, PlacementUnknown, Planned, Blocked],
        [PlacementUnknown] = [AwaitingApproval, Planned, Blocked],
        [AwaitingApproval] = [Approved, Rejected, ApprovalExpired, Cancelling, Blocked],
        [ApprovalExpired] = [AwaitingApproval, Cancelling, Blocked],
        [Rejected] = [AwaitingApproval, Cancelling, Blocked],
        [Approved] = [Paying, AwaitingShipment, AwaitingApproval, Cancelling, Blocked],
        [Paying] = [AwaitingShipment, PaymentUnknown, Approved],
        [PaymentUnknown] = [AwaitingShipment, Approved],
        [AwaitingShipment] = [PartlyShipped, Shipped, RefundDue, Blocked],
        [PartlyShipped] = [Shipped, RefundDue, PushRefused, Blocked],
        [Shipped] = [Completed, PushRefused, RefundDue, FulfilledElsewhere],
        [PushRefused] = [PartlyShipped, Shipped, Completed, RefundDue, FulfilledElsewhere],
        [Cancelling] = [Cancelled, RefundDue, Blocked, FulfilledElsewhere],
        [RefundDue] = [Cancelled],
        [Blocked] = [Planned, AwaitingApproval, Cancelling, Cancelled, FulfilledElsewhere],
        [Completed] = [],
        [Cancelled] = [],
        [FulfilledElsewhere] = [],
    }.ToFrozenDictionary();

    public static bool IsAllowed(PurchaseOrderState from, PurchaseOrderState to) => s_moves[from].Contains(to);

    /// <summary>Whether nothing more will happen to a purchase order in this state.</summary>
    public static bool IsFinal(PurchaseOrderState state) => s_moves[state].Length == 0;

    /// <summary>Whether the market may hold an order that nobody has paid yet.</summary>
    public static bool IsPlacedAndUnpaid(PurchaseOrderState state) => state is AwaitingApproval or ApprovalExpired or Rejected or Approved;

    /// <summary>Whether the money has gone out.</summary>
    public static bool IsPaid(PurchaseOrderState state) =>
        state is AwaitingShipment or PartlyShipped or Shipped or PushRefused or Completed or RefundDue;
}

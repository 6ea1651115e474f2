namespace Dropship.Core.Orders;

/// <summary>Tells since when the next step of a purchase order is this system's own, with nobody else to wait for. Pure.</summary>
public static class OwnSteps
{
    /// <summary>Since when; null when another is waited for, or a step of its orchestration that reports its failures itself.</summary>
    public static DateTimeOffset? Since(PurchaseOrder purchase) =>
        purchase switch
        {
            { AwaitsSuccessor: true } => purchase.StateSince,
            { Hold: not null } => null,
            _ when PurchaseOrderTransitions.IsFinal(purchase.State) => null,
            { CancelReason: not null } => purchase.StateSince,
            {
                State: PurchaseOrderState.Planned
                    or PurchaseOrderState.Placing
                    or PurchaseOrderState.Paying
                    or PurchaseOrderState.PaymentUnknown
                    or PurchaseOrderState.Cancelling
                    or PurchaseOrderState.PushRefused
                    or PurchaseOrderState.Blocked
                    or PurchaseOrderState.RefundDue
            } => purchase.StateSince,
            { State: PurchaseOrderState.PlacementUnknown, Placement.LookUpAt: { } lookUpAt } when lookUpAt > purchase.StateSince =>
                lookUpAt,
            { State: PurchaseOrderState.PlacementUnknown } => purchase.StateSince,
            { State: PurchaseOrderState.AwaitingApproval, Approval: not { State: ApprovalState.Open, MailedAt: not null } } =>
                purchase.StateSince,
            { State: PurchaseOrderState.Rejected, Approval: not { State: ApprovalState.Postponed } } => purchase.StateSince,
            { PaymentStage: PaymentStage.Due } => purchase.Approval!.DecidedAt ?? purchase.StateSince,
            { State: PurchaseOrderState.Approved, PaymentStage: PaymentStage.NotDue } => purchase.StateSince,
            _ => null,
        };
}

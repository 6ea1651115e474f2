using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Closes a round that nobody decided in time. When nobody has it asked for again either, what is not paid is to be cancelled on
/// 1688.</summary>
public sealed class ExpireApproval(IOrders orders, ApprovalOptions options, TimeProvider time) : IStepHandler
{
    private const string Why = "nobody decided in time";

    public FulfilmentStep Step => FulfilmentStep.ExpireApproval;

    /// <summary>When an expired round has what is not paid cancelled; null when it does not.</summary>
    public static DateTimeOffset? CancelsAt(PurchaseOrder purchase, ApprovalOptions options) =>
        purchase is { State: PurchaseOrderState.ApprovalExpired, CancelReason: null } && purchase.Hold.Is(HoldReasons.ApprovalExpired)
            ? purchase.StateSince + options.CancelExpiredAfter
            : null;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        new(await orders.EditFromAsync(order, Actor.System, time, edit => Expire(edit, key), cancellationToken));

    private void Expire(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (
            purchase is { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } approval }
            && approval.ExpiresAt <= edit.Now
        )
        {
            edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Expired } });
            edit.Move(
                key,
                PurchaseOrderState.ApprovalExpired,
                Why,
                edit.HoldFor(HoldReasons.ApprovalExpired, approval.Amount.ToString())
            );
        }
        else if (CancelsAt(purchase, options) <= edit.Now)
        {
            edit.Change(key, EventKinds.CancelWanted, Why, old => old with { CancelReason = Why });
        }
    }
}

using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Describes what a link of an approval mail leads to.</summary>
public sealed class ApprovalVisits(ApproverFacts known, ApprovalLinks links, TimeProvider time)
{
    /// <summary>The round as it stands now.</summary>
    public Task<ApprovalVisit> DescribeAsync(IssuedApproval issued, CancellationToken cancellationToken) =>
        DescribeAsync(issued, StandingOf(issued.Purchase, issued.Approval, time.GetUtcNow()), cancellationToken);

    /// <summary>The round with a standing that is known already.</summary>
    public async Task<ApprovalVisit> DescribeAsync(IssuedApproval issued, ApprovalStanding standing, CancellationToken cancellationToken)
    {
        var (order, purchase, approval, approver) = issued;
        var facts = await known.GatherAsync(order, purchase, approval, cancellationToken);
        var newest = purchase.Approval is { } current && current.Round > approval.Round ? current : null;
        var amount = newest?.Amount ?? purchase.Amount;
        var freight = newest is null ? purchase.Freight : newest.Freight ?? purchase.Freight;
        var leadsOn =
            newest is not null && StandingOf(purchase, newest, time.GetUtcNow()) is ApprovalStanding.Open or ApprovalStanding.Approved;
        return new ApprovalVisit(standing, facts, approver, CanTakeBack(purchase, approval, approver))
        {
            Remark = order.StoreOrder.Note,
            Cause = standing == ApprovalStanding.Void ? CauseOf(purchase, approval, amount, freight) : null,
            AmountNow = amount,
            FreightNow = freight,
            Successor = leadsOn ? links.PageFor(purchase.Key, newest!, approver) : null,
            CanReopen = CanReopen(purchase, approval),
        };
    }

    internal static ApprovalStanding StandingOf(PurchaseOrder purchase, Approval approval, DateTimeOffset now) =>
        approval.State switch
        {
            ApprovalState.Approved => ApprovalStanding.Approved,
            ApprovalState.Rejected => ApprovalStanding.Rejected,
            ApprovalState.Expired => ApprovalStanding.Expired,
            ApprovalState.Void => ApprovalStanding.Void,
            ApprovalState.Postponed => ApprovalStanding.Postponed,
            ApprovalState.TakenBack => ApprovalStanding.TakenBack,
            ApprovalState.Open when IsVoid(purchase, approval) => ApprovalStanding.Void,
            ApprovalState.Open when approval.ExpiresAt <= now => ApprovalStanding.Expired,
            ApprovalState.Open => ApprovalStanding.Open,
            _ => throw new ArgumentOutOfRangeException(nameof(approval), approval.State, null),
        };

    internal static bool CanTakeBack(PurchaseOrder purchase, Approval approval, Approver approver) =>
        approval.State == ApprovalState.Approved
        && approval.DecidedBy == approver.Name
        && purchase.Approval?.Round == approval.Round
        && purchase is { State: PurchaseOrderState.Approved, CancelReason: null, Payment: null or { IsStarted: false } };

    internal static bool CanReopen(PurchaseOrder purchase, Approval approval) =>
        approval.State == ApprovalState.Postponed
        && purchase.Approval?.Round == approval.Round
        && purchase is { State: PurchaseOrderState.Rejected, CancelReason: null };

    private static bool IsVoid(PurchaseOrder purchase, Approval approval) =>
        purchase is { CancelReason: not null } or { State: not PurchaseOrderState.AwaitingApproval } or { Amount: null }
        || approval.WhyVoid(purchase) is not null;

    private static VoidCause CauseOf(PurchaseOrder purchase, Approval approval, Money? amountNow, Money? freightNow)
    {
        if (
            purchase.CancelReason is not null
            || purchase.State is PurchaseOrderState.Cancelling or PurchaseOrderState.Cancelled or PurchaseOrderState.RefundDue
        )
        {
            return VoidCause.NotWanted;
        }

        if (amountNow is not null && amountNow != approval.Amount)
        {
            return VoidCause.Amount;
        }

        if (approval.Freight is not null && freightNow is not null && freightNow != approval.Freight)
        {
            return VoidCause.Freight;
        }

        return approval.Goods is { } goods && purchase.GoodsDigest is { } now && goods != now ? VoidCause.Goods : VoidCause.Ended;
    }
}

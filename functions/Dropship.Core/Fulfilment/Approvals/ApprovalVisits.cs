using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Describes what a link of an approval mail leads to, for its page.</summary>
public sealed class ApprovalVisits(IStoreAccounts accounts, IStopSwitch stop, ApprovalLinks links, ApprovalOptions options, TimeProvider time)
{
    /// <param name="issued">What the link was issued for.</param>
    /// <param name="standing">What can be done with it; null to derive it from the purchase order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ApprovalVisit> DescribeAsync(IssuedApproval issued, ApprovalStanding? standing, CancellationToken cancellationToken)
    {
        var (order, purchase, approval, approver) = issued;
        var now = time.GetUtcNow();
        var account = await accounts.RequireAsync(order.Key.AccountId, cancellationToken);
        var state = await stop.ReadAsync(cancellationToken);
        var known = standing ?? StandingOf(purchase, approval, now);
        var newest = purchase.Approval is { } current && current.Round > approval.Round ? current : null;
        var amount = newest?.Amount ?? purchase.Amount;
        var freight = newest is null ? purchase.Freight : newest.Freight ?? purchase.Freight;
        var canDecideNewest = newest is not null && StandingOf(purchase, newest, now) is (ApprovalStanding.Open or ApprovalStanding.Approved);
        var facts = ApprovalFacts.Of(order, purchase, approval, account, options.Rates) with { Stop = state is { IsStopped: true } ? state : null };
        return new ApprovalVisit(known, facts, approver, CanTakeBack(purchase, approval, approver))
        {
            Remark = order.StoreOrder.Note,
            Cause = known == ApprovalStanding.Void ? CauseOf(purchase, approval, amount, freight) : null,
            AmountNow = amount,
            FreightNow = freight,
            Successor = canDecideNewest ? links.PageFor(purchase.Key, newest!, approver) : null,
            CanReopen = CanReopen(purchase, approval),
        };
    }

    internal static bool CanTakeBack(PurchaseOrder purchase, Approval approval, Approver approver) =>
        approval.State == ApprovalState.Approved
        && approval.DecidedBy == approver.Name
        && purchase.Approval?.Round == approval.Round
        && purchase is { State: PurchaseOrderState.Approved, CancelReason: null, Payment: null or { IsStarted: false } };

    internal static bool CanReopen(PurchaseOrder purchase, Approval approval) =>
        approval.State == ApprovalState.Postponed
        && purchase.Approval?.Round == approval.Round
        && purchase is { State: PurchaseOrderState.Rejected, CancelReason: null };

    internal static ApprovalStanding StandingOf(PurchaseOrder purchase, Approval approval, DateTimeOffset now) => approval.State switch
    {
        ApprovalState.Approved => ApprovalStanding.Approved,
        ApprovalState.Rejected => ApprovalStanding.Rejected,
        ApprovalState.Expired => ApprovalStanding.Expired,
        ApprovalState.Void => ApprovalStanding.Void,
        ApprovalState.Postponed => ApprovalStanding.Postponed,
        ApprovalState.TakenBack => ApprovalStanding.TakenBack,
        ApprovalState.Open when purchase.CancelReason is not null || purchase.State != PurchaseOrderState.AwaitingApproval || purchase.Amount is null || approval.WhyVoid(purchase) is not null => ApprovalStanding.Void,
        ApprovalState.Open when approval.ExpiresAt <= now => ApprovalStanding.Expired,
        ApprovalState.Open => ApprovalStanding.Open,
        _ => throw new ArgumentOutOfRangeException(nameof(approval), approval.State, null),
    };

    private static VoidCause CauseOf(PurchaseOrder purchase, Approval approval, Money? amountNow, Money? freightNow)
    {
        if (purchase.CancelReason is not null || purchase.State is PurchaseOrderState.Cancelling or PurchaseOrderState.Cancelled or PurchaseOrderState.RefundDue)
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

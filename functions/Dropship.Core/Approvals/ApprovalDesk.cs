using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;

namespace Dropship.Core.Approvals;

/// <summary>What happens behind the link in an approval mail. Looking changes nothing, however often; one decision from the page counts.</summary>
public sealed class ApprovalDesk(IOrders orders, IStoreAccounts accounts, IBuyerAccounts buyers, ISupplierMarket market, ApprovalLinks links, OrderAftermath aftermath, ApprovalOptions options, TimeProvider time)
{
    /// <summary>Shows what a link leads to. Changes nothing.</summary>
    public async Task<ApprovalVisit> VisitAsync(string key, string ticket, CancellationToken cancellationToken)
    {
        var found = await FindAsync(key, ticket, cancellationToken);
        return found is null
            ? ApprovalVisit.NotIssued
            : await DescribeAsync(found.Record, found.Purchase, found.Approval, found.Approver, StandingOf(found.Purchase, found.Approval, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Takes a decision. The first one counts; each later one is told what was decided.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="approve">True to approve, false to reject.</param>
    /// <param name="why">The reason for a rejection; may be empty.</param>
    /// <param name="workflows">Where the orchestration is woken.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<ApprovalVisit> DecideAsync(string key, string ticket, string? nonce, bool approve, string? why, IWorkflows workflows, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, ticket, cancellationToken) is not { } found)
        {
            return ApprovalVisit.NotIssued;
        }

        if (!links.IsFresh(ticket, nonce))
        {
            return await DescribeAsync(found.Record, found.Purchase, found.Approval, found.Approver, ApprovalStanding.PageTooOld, cancellationToken);
        }

        var round = found.Approval.Round;
        var record = await orders.EditFromAsync(found.Record, Who.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (purchase.Approval is not { } approval || approval.Round != round || StandingOf(purchase, approval, edit.Now) != ApprovalStanding.Open)
            {
                return;
            }

            var reason = approve ? $"{approval.Amount} approved" : Reason(why);
            edit.Replace(purchase.Key, old => old with
            {
                Approval = approval with { State = approve ? ApprovalState.Approved : ApprovalState.Rejected, DecidedBy = found.Approver.Name, DecidedAt = edit.Now, Why = approve ? null : reason },
                CancelReason = approve ? old.CancelReason : $"rejected by {found.Approver.Name}: {reason}",
            });
            edit.Move(purchase.Key, approve ? PurchaseOrderState.Approved : PurchaseOrderState.Rejected, reason);
        }, cancellationToken);

        await aftermath.FinishAsync(found.Record, record, cancellationToken);

        // The table has the decision; the event only wakes the one who reads it.
        await workflows.WakeAsync(found.Purchase.Key, cancellationToken);
        var now = record.Find(found.Purchase.Key)!;
        var decided = now.Approval?.Round == round ? now.Approval : now.EarlierApprovals.First(earlier => earlier.Round == round);
        return await DescribeAsync(record, now, decided, found.Approver, StandingOf(now, decided, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>
    /// Where to pay an approved purchase order, after asking the market once more what it costs. Null when it must not be paid
    /// now: not approved, already paid, or no longer at the approved amount.
    /// </summary>
    public async Task<Uri?> FindPayLinkAsync(string key, string ticket, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, ticket, cancellationToken) is not { } found
            || found.Purchase is not { State: PurchaseOrderState.Approved, CancelReason: null, Payment: { PayLink: { } link } payment }
            || await buyers.FindAsync(found.Purchase.BuyerAccountId, cancellationToken) is not { } buyer)
        {
            return null;
        }

        var total = Money.Zero(payment.Limit.Currency);
        foreach (var order in found.Purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled))
        {
            var read = await market.ReadOrderAsync(buyer, order.OrderId, cancellationToken);
            if (!read.IsSuccess || read.Value.IsPaid || read.Value.Status != SupplierOrderStatus.AwaitingPayment)
            {
                return null;
            }

            total += read.Value.Total;
        }

        return total <= payment.Limit ? link : null;
    }

    private static ApprovalStanding StandingOf(PurchaseOrder purchase, Approval approval, DateTimeOffset now) => approval.State switch
    {
        ApprovalState.Approved => ApprovalStanding.Approved,
        ApprovalState.Rejected => ApprovalStanding.Rejected,
        ApprovalState.Expired => ApprovalStanding.Expired,
        ApprovalState.Void => ApprovalStanding.Void,
        ApprovalState.Open when purchase.CancelReason is not null || purchase.State != PurchaseOrderState.AwaitingApproval || purchase.Amount != approval.Amount => ApprovalStanding.Void,
        ApprovalState.Open when approval.ExpiresAt <= now => ApprovalStanding.Expired,
        ApprovalState.Open => ApprovalStanding.Open,
        _ => throw new ArgumentOutOfRangeException(nameof(approval), approval.State, null),
    };

    private static string Reason(string? why)
    {
        var text = new string([.. (why ?? string.Empty).Where(character => !char.IsControl(character)).Take(200)]).Trim();
        return text.Length == 0 ? "no reason given" : text;
    }

    private async Task<Found?> FindAsync(string key, string ticket, CancellationToken cancellationToken)
    {
        if (!PurchaseOrderKey.TryParse(key, out var purchaseKey)
            || await orders.LoadAsync(purchaseKey.Order, cancellationToken) is not { } record
            || record.Find(purchaseKey) is not { } purchase
            || links.Check(purchase, ticket) is not { } issued)
        {
            return null;
        }

        return new Found(record, purchase, issued.Approval, issued.Approver);
    }

    private async Task<ApprovalVisit> DescribeAsync(OrderRecord record, PurchaseOrder purchase, Approval approval, Approver approver, ApprovalStanding standing, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(record.Key.AccountId, cancellationToken);
        return new ApprovalVisit(standing, ApprovalFacts.Of(record, purchase, approval, account, options), approver);
    }

    private sealed record Found(OrderRecord Record, PurchaseOrder Purchase, Approval Approval, Approver Approver);
}

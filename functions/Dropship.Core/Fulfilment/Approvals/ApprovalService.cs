using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>What happens behind the link in an approval mail. Looking changes nothing, however often; one decision from the page
/// counts.</summary>
public sealed class ApprovalService(
    ApprovalTickets tickets,
    ApprovalVisits visits,
    IOrders orders,
    OrderProjection projection,
    IWorkflows workflows,
    TimeProvider time
)
{
    /// <summary>Shows what a link leads to. Changes nothing.</summary>
    public async Task<ApprovalVisit> VisitAsync(string key, string ticket, CancellationToken cancellationToken) =>
        await tickets.FindAsync(key, ticket, cancellationToken) is { } issued
            ? await visits.DescribeAsync(issued, cancellationToken)
            : ApprovalVisit.NotIssued;

    /// <summary>Takes a decision. The first one counts; each later one is told what was decided.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="decision">The person's decision.</param>
    /// <param name="why">The reason for a no; may be empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ApprovalVisit> DecideAsync(
        string key,
        string ticket,
        string? nonce,
        ApprovalDecision decision,
        string? why,
        CancellationToken cancellationToken
    ) => ChangeAsync(key, ticket, nonce, (edit, issued) => Decide(edit, issued, decision, why), cancellationToken);

    /// <summary>The same, where the decision depends on what the page shows: null when the form no longer fits. Once decided, the page is
    /// only shown.</summary>
    public async Task<ApprovalVisit> DecideAsync(
        string key,
        string ticket,
        string? nonce,
        Func<ApprovalFacts, ApprovalDecision?> decide,
        string? why,
        CancellationToken cancellationToken
    )
    {
        var visit = await VisitAsync(key, ticket, cancellationToken);
        if (visit.Standing != ApprovalStanding.Open)
        {
            return visit;
        }

        return decide(visit.Facts!) is { } decision
            ? await DecideAsync(key, ticket, nonce, decision, why, cancellationToken)
            : visit with
            {
                Standing = ApprovalStanding.PageTooOld,
            };
    }

    /// <summary>Takes an approval back: possible for whoever gave it, until the payment is started. A new round then asks again.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ApprovalVisit> TakeBackAsync(string key, string ticket, string? nonce, CancellationToken cancellationToken)
    {
        var wasOwn = false;
        var visit = await ChangeAsync(
            key,
            ticket,
            nonce,
            (edit, issued) =>
            {
                var (_, purchase, approval, approver) = issued;
                wasOwn = approval.DecidedBy == approver.Name;
                if (ApprovalVisits.CanTakeBack(purchase, approval, approver))
                {
                    edit.Replace(
                        purchase.Key,
                        old => old with { Approval = approval with { State = ApprovalState.TakenBack }, Payment = null }
                    );
                    edit.Move(
                        purchase.Key,
                        PurchaseOrderState.AwaitingApproval,
                        $"{approver.Name} took the approval of round {approval.Round} back"
                    );
                }
            },
            cancellationToken
        );
        return visit.Standing == ApprovalStanding.Approved && wasOwn ? visit with { Standing = ApprovalStanding.PaymentStarted } : visit;
    }

    /// <summary>Makes a postponed round decidable again at once. A changed amount or an expired round is asked for anew by the
    /// orchestration.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ApprovalVisit> ReopenAsync(string key, string ticket, string? nonce, CancellationToken cancellationToken) =>
        ChangeAsync(
            key,
            ticket,
            nonce,
            (edit, issued) =>
            {
                var (_, purchase, approval, approver) = issued;
                if (!ApprovalVisits.CanReopen(purchase, approval))
                {
                    return;
                }

                if (approval.ExpiresAt > edit.Now && purchase.Amount == approval.Amount)
                {
                    // Reminders count from now: the link is on the screen.
                    var reopened = approval with
                    {
                        State = ApprovalState.Open,
                        RequestedAt = edit.Now,
                        Reminders = 0,
                        DecidedBy = null,
                        DecidedAt = null,
                        Why = null,
                    };
                    edit.Replace(purchase.Key, old => old with { Approval = reopened });
                }

                edit.Move(purchase.Key, PurchaseOrderState.AwaitingApproval, $"{approver.Name} reopened round {approval.Round}");
            },
            cancellationToken
        );

    private static void Decide(OrderEdit edit, IssuedApproval issued, ApprovalDecision decision, string? why)
    {
        var (_, purchase, approval, approver) = issued;
        if (ApprovalVisits.StandingOf(purchase, approval, edit.Now) != ApprovalStanding.Open)
        {
            return;
        }

        var reason = decision == ApprovalDecision.Approve ? $"{approval.Amount} approved" : Reason(why);
        edit.Replace(
            purchase.Key,
            old =>
                old with
                {
                    Approval = approval with
                    {
                        State = decision switch
                        {
                            ApprovalDecision.Approve => ApprovalState.Approved,
                            ApprovalDecision.Reject => ApprovalState.Rejected,
                            ApprovalDecision.AskAgain => ApprovalState.Postponed,
                            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision, null),
                        },
                        DecidedBy = approver.Name,
                        DecidedAt = edit.Now,
                        Why = decision == ApprovalDecision.Approve ? null : reason,
                    },
                    CancelReason = decision == ApprovalDecision.Reject ? $"rejected by {approver.Name}: {reason}" : old.CancelReason,
                }
        );
        if (decision == ApprovalDecision.Approve)
        {
            // To approve an amount is not to overrule the store.
            edit.Move(purchase.Key, PurchaseOrderState.Approved, reason, purchase.Hold.Is(HoldReasons.StoreHold) ? purchase.Hold : null);
        }
        else
        {
            edit.Move(purchase.Key, PurchaseOrderState.Rejected, reason);
        }
    }

    private static string Reason(string? why)
    {
        var text = new string([.. (why ?? string.Empty).Where(character => !char.IsControl(character)).Take(200)]).Trim();
        return text.Length == 0 ? "no reason given" : text;
    }

    // The change sees the round as it is in the newest state; a round that a newer one replaced is left alone.
    private async Task<ApprovalVisit> ChangeAsync(
        string key,
        string ticket,
        string? nonce,
        Action<OrderEdit, IssuedApproval> change,
        CancellationToken cancellationToken
    )
    {
        if (await tickets.FindAsync(key, ticket, cancellationToken) is not { } issued)
        {
            return ApprovalVisit.NotIssued;
        }

        if (!tickets.IsFresh(ticket, nonce))
        {
            return await visits.DescribeAsync(issued, ApprovalStanding.PageTooOld, cancellationToken);
        }

        var round = issued.Approval.Round;
        var order = await orders.EditFromAsync(
            issued.Order,
            Actor.Person(issued.Approver.Name),
            time,
            edit =>
            {
                if (edit.Record.Find(issued.Purchase.Key) is { Approval: { } approval } purchase && approval.Round == round)
                {
                    change(edit, issued with { Order = edit.Record, Purchase = purchase, Approval = approval });
                }
            },
            cancellationToken
        );

        // The table has the decision; the event only wakes the one who reads it.
        await projection.FinishAsync(issued.Order, order, isRedelivery: true, cancellationToken);
        await workflows.WakeAsync(issued.Purchase.Key, cancellationToken);
        var now = order.Find(issued.Purchase.Key)!;
        var decided = now.Approval?.Round == round ? now.Approval : now.EarlierApprovals.First(earlier => earlier.Round == round);
        return await visits.DescribeAsync(issued with { Order = order, Purchase = now, Approval = decided }, cancellationToken);
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>What happens behind the link in an approval mail. Looking changes nothing, however often; one decision from the page counts.</summary>
public sealed class ApprovalService(
    ApprovalTickets tickets,
    IOrders orders,
    ApprovalVisits visits,
    OrderProjection projection,
    IWorkflows workflows,
    TimeProvider time)
{
    /// <summary>Shows what a link leads to. Changes nothing.</summary>
    public async Task<ApprovalVisit> VisitAsync(string key, string ticket, CancellationToken cancellationToken)
    {
        var found = await tickets.FindAsync(key, ticket, cancellationToken);
        return found is null
            ? ApprovalVisit.NotIssued
            : await visits.DescribeAsync(found, null, cancellationToken);
    }

    /// <summary>Takes a decision. The first one counts; each later one is told what was decided.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="decision">What the person says.</param>
    /// <param name="why">The reason for a no; may be empty.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<ApprovalVisit> DecideAsync(string key, string ticket, string? nonce, ApprovalDecision decision, string? why, CancellationToken cancellationToken)
    {
        return await tickets.FindAsync(key, ticket, cancellationToken) is { } found
            ? await DecideAsync(found, ticket, nonce, decision, why, cancellationToken)
            : ApprovalVisit.NotIssued;
    }

    /// <summary>The same, where what the person says depends on what the page shows: null when the form fits no longer. Once decided, the page is only shown.</summary>
    public async Task<ApprovalVisit> DecideAsync(string key, string ticket, string? nonce, Func<ApprovalFacts, ApprovalDecision?> decide, string? why, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(key, ticket, cancellationToken) is not { } found)
        {
            return ApprovalVisit.NotIssued;
        }

        var visit = await visits.DescribeAsync(found, null, cancellationToken);
        if (visit.Standing != ApprovalStanding.Open)
        {
            return visit;
        }

        return decide(visit.Facts!) is { } decision
            ? await DecideAsync(found, ticket, nonce, decision, why, cancellationToken)
            : visit with { Standing = ApprovalStanding.PageTooOld };
    }

    private async Task<ApprovalVisit> DecideAsync(IssuedApproval found, string ticket, string? nonce, ApprovalDecision decision, string? why, CancellationToken cancellationToken)
    {
        if (!tickets.IsFresh(ticket, nonce))
        {
            return await visits.DescribeAsync(found, ApprovalStanding.PageTooOld, cancellationToken);
        }

        var round = found.Approval.Round;
        var record = await orders.EditFromAsync(found.Order, Actor.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (purchase.Approval is not { } approval || approval.Round != round || ApprovalVisits.StandingOf(purchase, approval, edit.Now) != ApprovalStanding.Open)
            {
                return;
            }

            Decide(edit, purchase, approval, found.Approver, decision, why);
        }, cancellationToken);

        return await TellAsync(found, record, cancellationToken);
    }

    /// <summary>Takes an approval back: possible for whoever gave it, until the payment is started. A new round then asks again.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<ApprovalVisit> TakeBackAsync(string key, string ticket, string? nonce, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(key, ticket, cancellationToken) is not { } found)
        {
            return ApprovalVisit.NotIssued;
        }

        if (!tickets.IsFresh(ticket, nonce))
        {
            return await visits.DescribeAsync(found, ApprovalStanding.PageTooOld, cancellationToken);
        }

        var round = found.Approval.Round;
        var record = await orders.EditFromAsync(found.Order, Actor.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (purchase.Approval is { } approval && approval.Round == round && ApprovalVisits.CanTakeBack(purchase, approval, found.Approver))
            {
                edit.Replace(purchase.Key, old => old with { Approval = approval with { State = ApprovalState.TakenBack }, Payment = null });
                edit.Move(purchase.Key, PurchaseOrderState.AwaitingApproval, $"{found.Approver.Name} took the approval of round {round} back");
            }
        }, cancellationToken);
        var visit = await TellAsync(found, record, cancellationToken);
        return visit.Standing == ApprovalStanding.Approved && found.Approval.DecidedBy == found.Approver.Name ? visit with { Standing = ApprovalStanding.PaymentStarted } : visit;
    }

    /// <summary>Makes a postponed round decidable again at once. A changed amount or an expired round is asked for anew by the orchestration.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ApprovalVisit> ReopenAsync(string key, string ticket, string? nonce, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(key, ticket, cancellationToken) is not { } found)
        {
            return ApprovalVisit.NotIssued;
        }

        if (!tickets.IsFresh(ticket, nonce))
        {
            return await visits.DescribeAsync(found, ApprovalStanding.PageTooOld, cancellationToken);
        }

        var round = found.Approval.Round;
        var record = await orders.EditFromAsync(found.Order, Actor.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (purchase.Approval is not { } approval || approval.Round != round || !ApprovalVisits.CanReopen(purchase, approval))
            {
                return;
            }

            if (approval.ExpiresAt > edit.Now && purchase.Amount == approval.Amount)
            {
                // Reminders count from now: the link is on the screen.
                var reopened = approval with { State = ApprovalState.Open, RequestedAt = edit.Now, Reminders = 0, DecidedBy = null, DecidedAt = null, Why = null };
                edit.Replace(purchase.Key, old => old with { Approval = reopened });
            }

            edit.Move(purchase.Key, PurchaseOrderState.AwaitingApproval, $"{found.Approver.Name} reopened round {round}");
        }, cancellationToken);
        return await TellAsync(found, record, cancellationToken);
    }

    private static void Decide(OrderEdit edit, PurchaseOrder purchase, Approval approval, Approver approver, ApprovalDecision decision, string? why)
    {
        var reason = decision == ApprovalDecision.Approve ? $"{approval.Amount} approved" : Reason(why);
        edit.Replace(purchase.Key, old => old with
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
        });
        if (decision == ApprovalDecision.Approve)
        {
            // To approve an amount is not to overrule the store.
            edit.Move(purchase.Key, PurchaseOrderState.Approved, reason, purchase.Hold?.Code == HoldReasons.StoreHold.Code ? purchase.Hold : null);
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

    // The table has the decision; the event only wakes the one who reads it.
    private async Task<ApprovalVisit> TellAsync(IssuedApproval found, Order record, CancellationToken cancellationToken)
    {
        await projection.FinishAsync(found.Order, record, isRedelivery: true, cancellationToken);
        await workflows.WakeAsync(found.Purchase.Key, cancellationToken);
        var now = record.Find(found.Purchase.Key)!;
        var round = found.Approval.Round;
        var decided = now.Approval?.Round == round ? now.Approval : now.EarlierApprovals.First(earlier => earlier.Round == round);
        return await visits.DescribeAsync(new IssuedApproval(record, now, decided, found.Approver), null, cancellationToken);
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>What happens behind the link in an approval mail. Looking changes nothing, however often; one decision from the page counts.</summary>
public sealed class ApprovalService(IOrders orders, IStoreAccounts accounts, IPurchasingAccounts purchasingAccounts, ISupplierMarket market, IStopSwitch stop, ApprovalLinks links, OrderProjection aftermath, ApprovalOptions options, TimeProvider time)
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
    /// <param name="decision">What the person says.</param>
    /// <param name="why">The reason for a no; may be empty.</param>
    /// <param name="workflows">Where the orchestration is woken.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<ApprovalVisit> DecideAsync(string key, string ticket, string? nonce, ApprovalDecision decision, string? why, IWorkflows workflows, CancellationToken cancellationToken)
    {
        return await FindAsync(key, ticket, cancellationToken) is { } found
            ? await DecideAsync(found, ticket, nonce, decision, why, workflows, cancellationToken)
            : ApprovalVisit.NotIssued;
    }

    /// <summary>The same, where what the person says depends on what the page shows: null when the form fits no longer. Once decided, the page is only shown.</summary>
    public async Task<ApprovalVisit> DecideAsync(string key, string ticket, string? nonce, Func<ApprovalFacts, ApprovalDecision?> decide, string? why, IWorkflows workflows, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, ticket, cancellationToken) is not { } found)
        {
            return ApprovalVisit.NotIssued;
        }

        var visit = await DescribeAsync(found.Record, found.Purchase, found.Approval, found.Approver, StandingOf(found.Purchase, found.Approval, time.GetUtcNow()), cancellationToken);
        if (visit.Standing != ApprovalStanding.Open)
        {
            return visit;
        }

        return decide(visit.Facts!) is { } decision
            ? await DecideAsync(found, ticket, nonce, decision, why, workflows, cancellationToken)
            : visit with { Standing = ApprovalStanding.PageTooOld };
    }

    private async Task<ApprovalVisit> DecideAsync(Found found, string ticket, string? nonce, ApprovalDecision decision, string? why, IWorkflows workflows, CancellationToken cancellationToken)
    {
        if (!links.IsFresh(ticket, nonce))
        {
            return await DescribeAsync(found.Record, found.Purchase, found.Approval, found.Approver, ApprovalStanding.PageTooOld, cancellationToken);
        }

        var round = found.Approval.Round;
        var record = await orders.EditFromAsync(found.Record, Actor.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (purchase.Approval is not { } approval || approval.Round != round || StandingOf(purchase, approval, edit.Now) != ApprovalStanding.Open)
            {
                return;
            }

            Decide(edit, purchase, approval, found.Approver, decision, why);
        }, cancellationToken);

        return await TellAsync(found, record, workflows, cancellationToken);
    }

    /// <summary>Takes an approval back: possible for whoever gave it, until the payment is started. A new round then asks again.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="workflows">Where the orchestration is woken.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<ApprovalVisit> TakeBackAsync(string key, string ticket, string? nonce, IWorkflows workflows, CancellationToken cancellationToken)
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
        var record = await orders.EditFromAsync(found.Record, Actor.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (purchase.Approval is { } approval && approval.Round == round && CanTakeBack(purchase, approval, found.Approver))
            {
                edit.Replace(purchase.Key, old => old with { Approval = approval with { State = ApprovalState.TakenBack }, Payment = null });
                edit.Move(purchase.Key, PurchaseOrderState.AwaitingApproval, $"{found.Approver.Name} took the approval of round {round} back");
            }
        }, cancellationToken);
        var visit = await TellAsync(found, record, workflows, cancellationToken);
        return visit.Standing == ApprovalStanding.Approved && found.Approval.DecidedBy == found.Approver.Name ? visit with { Standing = ApprovalStanding.PaymentStarted } : visit;
    }

    /// <summary>An approver's own page of the newest round of a purchase order; null when it has none.</summary>
    public async Task<Uri?> FindPageAsync(string key, Approver approver, CancellationToken cancellationToken) =>
        PurchaseOrderKey.TryParse(key, out var purchaseKey)
        && await orders.LoadAsync(purchaseKey.Order, cancellationToken) is { } record
        && record.Find(purchaseKey)?.Approval is { } approval
            ? links.PageFor(purchaseKey, approval, approver)
            : null;

    /// <summary>Makes a postponed round decidable again at once. A changed amount or an expired round is asked for anew by the orchestration.</summary>
    /// <param name="key">The purchase order, from the link.</param>
    /// <param name="ticket">The ticket, from the link.</param>
    /// <param name="nonce">The mark of the page's form.</param>
    /// <param name="workflows">Where the orchestration is woken.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ApprovalVisit> ReopenAsync(string key, string ticket, string? nonce, IWorkflows workflows, CancellationToken cancellationToken)
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
        var record = await orders.EditFromAsync(found.Record, Actor.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (purchase.Approval is not { } approval || approval.Round != round || !CanReopen(purchase, approval))
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
        return await TellAsync(found, record, workflows, cancellationToken);
    }

    /// <summary>
    /// Where to pay an approved purchase order, after asking the market once more what it costs. Null when it must not be paid
    /// now: not approved, already paid, beyond the approval, or all money is stopped. From the first answer with a link on, the approval
    /// cannot be taken back.
    /// </summary>
    public async Task<CashierAnswer> OpenCashierAsync(string key, string ticket, CancellationToken cancellationToken)
    {
        var closed = new CashierAnswer(null);
        if (await FindAsync(key, ticket, cancellationToken) is not { } found
            || !MayOpen(found.Record, found.Purchase)
            || await purchasingAccounts.FindAsync(found.Purchase.PurchasingAccountId, cancellationToken) is not { } purchasingAccount)
        {
            return closed;
        }

        var payment = found.Purchase.Payment!;
        var total = Money.Zero(payment.Limit.Currency);
        foreach (var order in found.Purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled))
        {
            var read = await market.ReadOrderAsync(purchasingAccount, order.OrderId, cancellationToken);
            if (!read.IsSuccess || read.Value.IsPaid || read.Value.Status != SupplierOrderStatus.AwaitingPayment)
            {
                return closed;
            }

            total += read.Value.Total;
        }

        if (total > payment.Limit)
        {
            return closed;
        }

        if ((await stop.ReadAsync(cancellationToken)).IsStopped)
        {
            return closed with { IsStopped = true };
        }

        var record = await orders.EditFromAsync(found.Record, Actor.Person(found.Approver.Name), time, edit =>
        {
            var purchase = edit.Record.Find(found.Purchase.Key)!;
            if (MayOpen(edit.Record, purchase) && purchase.Payment is { OpenedAt: null })
            {
                edit.Change(purchase.Key, "cashier-opened", $"at {total}; round {payment.ApprovalRound} allows {payment.Limit}", old => old with { Payment = old.Payment! with { OpenedAt = edit.Now } });
            }
        }, cancellationToken);
        var now = record.Find(found.Purchase.Key)!;
        return MayOpen(record, now) && now.Payment!.ApprovalRound == payment.ApprovalRound ? new CashierAnswer(now.Payment.PayLink) : closed;
    }

    // What the store says may be written down before it was acted upon.
    private static bool MayOpen(Order record, PurchaseOrder purchase) =>
        purchase is { State: PurchaseOrderState.Approved, CancelReason: null, Hold: null, Payment.PayLink: not null } && record.StoreOrder is { IsCancelled: false, StoreHold: null };

    private static bool CanTakeBack(PurchaseOrder purchase, Approval approval, Approver approver) =>
        approval.State == ApprovalState.Approved
        && approval.DecidedBy == approver.Name
        && purchase.Approval?.Round == approval.Round
        && purchase is { State: PurchaseOrderState.Approved, CancelReason: null, Payment: null or { IsStarted: false } };

    private static bool CanReopen(PurchaseOrder purchase, Approval approval) =>
        approval.State == ApprovalState.Postponed
        && purchase.Approval?.Round == approval.Round
        && purchase is { State: PurchaseOrderState.Rejected, CancelReason: null };

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

    private static ApprovalStanding StandingOf(PurchaseOrder purchase, Approval approval, DateTimeOffset now) => approval.State switch
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

    private static string Reason(string? why)
    {
        var text = new string([.. (why ?? string.Empty).Where(character => !char.IsControl(character)).Take(200)]).Trim();
        return text.Length == 0 ? "no reason given" : text;
    }

    // The table has the decision; the event only wakes the one who reads it.
    private async Task<ApprovalVisit> TellAsync(Found found, Order record, IWorkflows workflows, CancellationToken cancellationToken)
    {
        await aftermath.FinishAsync(found.Record, record, isRedelivery: true, cancellationToken);
        await workflows.WakeAsync(found.Purchase.Key, cancellationToken);
        var now = record.Find(found.Purchase.Key)!;
        var round = found.Approval.Round;
        var decided = now.Approval?.Round == round ? now.Approval : now.EarlierApprovals.First(earlier => earlier.Round == round);
        return await DescribeAsync(record, now, decided, found.Approver, StandingOf(now, decided, time.GetUtcNow()), cancellationToken);
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

    private async Task<ApprovalVisit> DescribeAsync(Order record, PurchaseOrder purchase, Approval approval, Approver approver, ApprovalStanding standing, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(record.Key.AccountId, cancellationToken);
        var state = await stop.ReadAsync(cancellationToken);
        var facts = ApprovalFacts.Of(record, purchase, approval, account, options.Rates) with { Stop = state is { IsStopped: true } ? state : null };
        var newest = purchase.Approval is { } current && current.Round > approval.Round ? current : null;
        var amount = newest?.Amount ?? purchase.Amount;
        var freight = newest is null ? purchase.Freight : newest.Freight ?? purchase.Freight;
        return new ApprovalVisit(standing, facts, approver, CanTakeBack(purchase, approval, approver))
        {
            Remark = record.StoreOrder.Note,
            Cause = standing == ApprovalStanding.Void ? CauseOf(purchase, approval, amount, freight) : null,
            AmountNow = amount,
            FreightNow = freight,
            Successor = newest is not null && StandingOf(purchase, newest, time.GetUtcNow()) is (ApprovalStanding.Open or ApprovalStanding.Approved) ? links.PageFor(purchase.Key, newest, approver) : null,
            CanReopen = CanReopen(purchase, approval),
        };
    }

    private sealed record Found(Order Record, PurchaseOrder Purchase, Approval Approval, Approver Approver);
}

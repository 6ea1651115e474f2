using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Has approvers told of a round: at once, or with what else comes within <see cref="ApprovalOptions.CollectFor"/>.</summary>
public sealed class ApproverRequests(
    IWaitingMails waiting,
    ApproverFacts facts,
    ApproverMails mails,
    IOrders orders,
    ApprovalOptions options,
    TimeProvider time
)
{
    // The mail was due that long ago: whoever sends the mails does not, and a person has to know.
    private static readonly TimeSpan s_overdue = TimeSpan.FromMinutes(15);

    /// <summary>Tells the approvers, unless the round changed since the order was read. Whoever decided it is not told.</summary>
    /// <param name="order">The order.</param>
    /// <param name="purchase">Its purchase order.</param>
    /// <param name="kind">What is asked.</param>
    /// <param name="reminder">0 for the first time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null when all were told or nobody needs to be; otherwise when the mail is sent at the latest, and whoever sends it notes
    /// it.</returns>
    /// <exception cref="OutsideUnavailableException">A mail could not be handed over.</exception>
    public async Task<DateTimeOffset?> TellAsync(
        Order order,
        PurchaseOrder purchase,
        ApproverMatterKind kind,
        int reminder,
        CancellationToken cancellationToken
    )
    {
        var approval = purchase.Approval!;
        var mail = new WaitingMail
        {
            Key = purchase.Key,
            Kind = kind,
            Round = approval.Round,
            Reminder = reminder,
            IsEscalated = ApprovalSchedule.Escalates(approval, reminder, options),
            Since = time.GetUtcNow(),
        };
        if (!mails.HasReaders(approval))
        {
            return null;
        }

        if (options.CollectFor == TimeSpan.Zero)
        {
            await SendAsync(order, purchase, mail, cancellationToken);
            return null;
        }

        var due = (await waiting.AddAsync(mail, cancellationToken)).Since + options.CollectFor + s_overdue;
        return due > time.GetUtcNow()
            ? due
            : throw new OutsideUnavailableException(
                "mail",
                new CallProblem(ProblemKind.Transient, "unsent", "the collected mail is overdue")
            );
    }

    private async Task SendAsync(Order order, PurchaseOrder purchase, WaitingMail mail, CancellationToken cancellationToken)
    {
        var known = await facts.GatherAsync(order, purchase, purchase.Approval!, cancellationToken);
        if (!await IsCurrentAsync(purchase, purchase.Approval!, cancellationToken))
        {
            return;
        }

        CallProblem? first = null;
        foreach (var reader in mails.Readers)
        {
            var problem = await mails.SendAsync(reader, [(known, mail)], string.Empty, cancellationToken);
            first ??= problem;
        }

        if (first is not null)
        {
            throw new OutsideUnavailableException("mail", first);
        }
    }

    // The step before the mail has mostly just saved the order: what this instance saw within the last seconds is new enough, for the page
    // tells the truth anyway.
    private async Task<bool> IsCurrentAsync(PurchaseOrder purchase, Approval approval, CancellationToken cancellationToken) =>
        (orders.FindRecent(purchase.Key.Order) ?? await orders.LoadAsync(purchase.Key.Order, cancellationToken)) is { } record
        && record.Find(purchase.Key) is { CancelReason: null, Approval: { } now }
        && (now.Round, now.State) == (approval.Round, approval.State);
}

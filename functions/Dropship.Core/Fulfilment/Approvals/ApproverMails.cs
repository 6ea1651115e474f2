using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Mails about a round of approval to each approver, with their own link.</summary>
public sealed class ApproverMails(
    IOrders orders,
    IStoreAccounts accounts,
    IStopSwitch stop,
    IMailer mailer,
    ApprovalLinks links,
    ApprovalOptions options
)
{
    /// <summary>Sends the mails, unless the round changed since the order was read. The approver who decided the round gets none.</summary>
    /// <exception cref="OutsideUnavailableException">A mail could not be handed over.</exception>
    public async Task SendAsync(
        Order record,
        PurchaseOrder purchase,
        Approval approval,
        Func<ApprovalFacts, Approver, Uri, OutgoingMail> word,
        CancellationToken cancellationToken
    )
    {
        var account = await accounts.RequireAsync(record.Key.AccountId, cancellationToken);
        var state = await stop.ReadAsync(cancellationToken);
        var facts = ApprovalFacts.Of(record, purchase, approval, account, options.Rates) with
        {
            Stop = state is { IsStopped: true } ? state : null,
        };
        var readers = options.Approvers.Where(approver => approver.Name != approval.DecidedBy).ToList();
        if (readers.Count == 0 || !await IsCurrentAsync(purchase, approval, cancellationToken))
        {
            return;
        }

        foreach (var approver in readers)
        {
            var sent = await mailer.SendAsync(word(facts, approver, links.PageFor(purchase.Key, approval, approver)), cancellationToken);
            if (!sent.IsSuccess)
            {
                throw new OutsideUnavailableException("mail", sent.Problem);
            }
        }
    }

    // The step before the mail has mostly just saved the order: what this instance saw within the last seconds is new enough, for the page
    // tells the truth anyway.
    private async Task<bool> IsCurrentAsync(PurchaseOrder purchase, Approval approval, CancellationToken cancellationToken) =>
        (orders.FindRecent(purchase.Key.Order) ?? await orders.LoadAsync(purchase.Key.Order, cancellationToken)) is { } record
        && record.Find(purchase.Key) is { CancelReason: null, Approval: { } now }
        && (now.Round, now.State) == (approval.Round, approval.State);
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Mails about a round of approval to each approver, with the link that is theirs.</summary>
public sealed class ApproverMails(IStoreAccounts accounts, IMailer mailer, ApprovalLinks links, ApprovalOptions options)
{
    /// <exception cref="OutsideUnavailableException">A mail could not be handed over.</exception>
    public async Task SendAsync(Order record, PurchaseOrder purchase, Approval approval, Func<ApprovalFacts, Approver, Uri, OutgoingMail> word, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(record.Key.AccountId, cancellationToken);
        var facts = ApprovalFacts.Of(record, purchase, approval, account, options.Rates);
        foreach (var approver in options.Approvers)
        {
            var sent = await mailer.SendAsync(word(facts, approver, links.PageFor(purchase.Key, approval, approver)), cancellationToken);
            if (!sent.IsSuccess)
            {
                throw new OutsideUnavailableException("mail", sent.Problem);
            }
        }
    }
}

using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Words the mails.</summary>
public interface INotices
{
    /// <summary>Asks a person for the money.</summary>
    /// <param name="facts">What to show.</param>
    /// <param name="approver">Whom to ask.</param>
    /// <param name="page">The link; the only one in the mail.</param>
    /// <param name="reminder">0 for the first mail, then 1, 2…</param>
    OutgoingMail AskForApproval(ApprovalFacts facts, Approver approver, Uri page, int reminder);

    /// <summary>Tells where to pay what was approved.</summary>
    OutgoingMail AskForPayment(ApprovalFacts facts, Approver approver, Uri page);

    /// <summary>Tells what is stuck, why, and what to do.</summary>
    /// <param name="alert">What to tell.</param>
    /// <param name="reader">Whom to tell.</param>
    /// <param name="list">The link to the list of orders; the only one in the mail.</param>
    OutgoingMail Alert(Alert alert, Approver reader, Uri list);
}

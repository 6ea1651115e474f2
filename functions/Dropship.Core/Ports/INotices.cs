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

    /// <summary>Tells where to pay an approved purchase order.</summary>
    OutgoingMail AskForPayment(ApprovalFacts facts, Approver approver, Uri page);

    /// <summary>Asks a person for several decisions and payments at once, each with its own link.</summary>
    /// <param name="matters">What to show, the oldest first; at least two.</param>
    /// <param name="approver">Whom to ask.</param>
    /// <param name="batch">Names the mail: a repeat has the same name.</param>
    OutgoingMail Collected(IReadOnlyList<ApproverMatter> matters, Approver approver, string batch);

    /// <summary>Tells what is stuck, why, and what to do.</summary>
    /// <param name="alerts">Alerts of one reason, the oldest first; at least one.</param>
    /// <param name="reader">Whom to tell.</param>
    /// <param name="list">The link to the list of orders; the mail has one link, which leads to the order in it.</param>
    OutgoingMail Alert(IReadOnlyList<Alert> alerts, Approver reader, Uri list);

    /// <summary>Tells a group the same, without a link: a link is one person's own.</summary>
    ChatMessage AlertGroup(IReadOnlyList<Alert> alerts, Language language);

    /// <summary>Tells how things stand. A digest in which nothing waits is short and says so.</summary>
    /// <param name="digest">What to tell.</param>
    /// <param name="reader">Whom to tell.</param>
    /// <param name="list">The link to the list of orders; the only one in the mail.</param>
    OutgoingMail Digest(DailyDigest digest, Approver reader, Uri list);

    /// <summary>Tells a group the same, without a link.</summary>
    ChatMessage DigestGroup(DailyDigest digest, Language language);
}

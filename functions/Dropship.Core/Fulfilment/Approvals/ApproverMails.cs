using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Mails approvers what they are asked for, each with their own links.</summary>
public sealed class ApproverMails(INotices notices, IMailer mailer, ApprovalLinks links, ApprovalOptions options)
{
    /// <summary>All who are mailed.</summary>
    public IReadOnlyList<Approver> Readers => options.Approvers;

    /// <summary>Whether anybody is to be told of a round. Whoever decided it knows.</summary>
    public bool HasReaders(Approval approval) =>
        options.Approvers.Any(reader =>
            reader.Name != approval.DecidedBy && (approval.EscalatedAt is not null || reader.Id != approval.SecondId)
        );

    /// <summary>Hands one mail over to an approver.</summary>
    /// <param name="reader">The approver.</param>
    /// <param name="matters">What to tell. What the approver decided is left out; no mail is sent for nothing.</param>
    /// <param name="batch">Names the mail when it tells of several: a repeat has the same name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Why it could not be handed over; null when it was.</returns>
    public async Task<CallProblem?> SendAsync(
        Approver reader,
        IReadOnlyList<(ApprovalFacts Facts, WaitingMail Mail)> matters,
        string batch,
        CancellationToken cancellationToken
    )
    {
        var own = matters
            .Where(one =>
                one.Facts.Approval.DecidedBy != reader.Name && (one.Mail.IsEscalated || one.Facts.Approval.SecondId != reader.Id)
            )
            .Select(one => new ApproverMatter(
                one.Facts,
                one.Mail.Kind,
                one.Mail.Reminder,
                links.PageFor(one.Facts.Key, one.Facts.Approval, reader)
            ))
            .ToList();
        if (own.Count == 0)
        {
            return null;
        }

        var sent = await mailer.SendAsync(
            own is [var only] ? Word(only, reader) : notices.Collected(own, reader, batch),
            cancellationToken
        );
        return sent.IsSuccess ? null : sent.Problem;
    }

    private OutgoingMail Word(ApproverMatter matter, Approver reader) =>
        matter.Kind == ApproverMatterKind.Decision
            ? notices.AskForApproval(matter.Facts, reader, matter.Page, matter.Reminder)
            : notices.AskForPayment(matter.Facts, reader, matter.Page);
}

using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Simulation.Ports;

/// <summary>Mails that say just what the run's people need to act: an id, an amount and a link.</summary>
internal sealed class PlainNotices : INotices
{
    public OutgoingMail AskForApproval(ApprovalFacts facts, Approver approver, Uri page, int reminder) =>
        Mail(
            string.Create(CultureInfo.InvariantCulture, $"approve-{facts.Key}-{facts.Approval.Round}-{reminder}-{approver.Id}"),
            approver,
            facts.Approval.Amount.ToAmountText(),
            page.AbsolutePath
        );

    public OutgoingMail AskForPayment(ApprovalFacts facts, Approver approver, Uri page) =>
        Mail(
            string.Create(CultureInfo.InvariantCulture, $"pay-{facts.Key}-{facts.Approval.Round}-{approver.Id}"),
            approver,
            facts.Approval.Amount.ToAmountText(),
            page.AbsolutePath
        );

    public OutgoingMail Collected(IReadOnlyList<ApproverMatter> matters, Approver approver, string batch) =>
        Mail(
            $"{SimulatedMailer.Collected}{batch}-{approver.Id}",
            approver,
            string.Empty,
            string.Join(
                '\n',
                matters
                    .Select(matter =>
                        matter.Kind == ApproverMatterKind.Decision
                            ? AskForApproval(matter.Facts, approver, matter.Page, matter.Reminder)
                            : AskForPayment(matter.Facts, approver, matter.Page)
                    )
                    .Select(mail => $"{mail.Id}\t{mail.Subject}\t{mail.Text}")
            )
        );

    public OutgoingMail Alert(IReadOnlyList<Alert> alerts, Approver reader, Uri list) =>
        Mail(
            $"alert-{alerts[0].Notice.Key}-{alerts[0].RaisedAt.UtcTicks}-{reader.Id}",
            reader,
            alerts[0].Notice.Code,
            string.Join(' ', alerts.Select(alert => alert.Notice.Key))
        );

    public ChatMessage AlertGroup(IReadOnlyList<Alert> alerts, Language language) =>
        new(alerts[0].Notice.Key.ToString(), alerts[0].Notice.Code, string.Join(' ', alerts.Select(alert => alert.Notice.Key)));

    public OutgoingMail Digest(DailyDigest digest, Approver reader, Uri list) =>
        Mail($"digest-{digest.Day:O}-{reader.Id}", reader, "digest", digest.Figures.ToString());

    public ChatMessage DigestGroup(DailyDigest digest, Language language) =>
        new($"digest-{digest.Day:O}", "digest", digest.Figures.ToString());

    private static OutgoingMail Mail(string id, Approver to, string subject, string text) =>
        new()
        {
            Id = id,
            To = [to.Id],
            Subject = subject,
            Text = text,
            Html = string.Empty,
        };
}

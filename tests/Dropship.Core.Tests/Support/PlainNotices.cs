using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

internal sealed class PlainNotices : INotices
{
    public OutgoingMail AskForApproval(ApprovalFacts facts, Approver approver, Uri page, int reminder) =>
        Mail(
            $"approve-{facts.Key}-{facts.Approval.Round}-{reminder}-{approver.Id}",
            approver,
            facts.Approval.Amount.ToString(),
            page.AbsoluteUri
        );

    public OutgoingMail AskForPayment(ApprovalFacts facts, Approver approver, Uri page) =>
        Mail($"pay-{facts.Key}-{facts.Approval.Round}-{approver.Id}", approver, facts.Approval.Amount.ToString(), page.AbsoluteUri);

    public OutgoingMail Collected(IReadOnlyList<ApproverMatter> matters, Approver approver, string batch) =>
        Mail(
            $"collected-{batch}-{approver.Id}",
            approver,
            "collected",
            string.Join('\n', matters.Select(matter => matter.Page.AbsoluteUri))
        );

    public OutgoingMail Alert(IReadOnlyList<Alert> alerts, Approver reader, Uri list) =>
        Mail(
            $"alert-{alerts[0].Notice.Key}-{reader.Id}",
            reader,
            alerts[0].Notice.Code,
            string.Join('\n', alerts.Select(alert => alert.Notice.Detail))
        );

    public ChatMessage AlertGroup(IReadOnlyList<Alert> alerts, Language language) =>
        new(alerts[0].Notice.Key.ToString(), alerts[0].Notice.Code, string.Join('\n', alerts.Select(alert => alert.Notice.Detail)));

    public OutgoingMail Digest(DailyDigest digest, Approver reader, Uri list) =>
        Mail($"digest-{digest.Day:O}-{reader.Id}", reader, "digest", Told(digest));

    public ChatMessage DigestGroup(DailyDigest digest, Language language) => new($"digest-{digest.Day:O}", "digest", Told(digest));

    private static string Told(DailyDigest digest) =>
        string.Join(
            '\n',
            digest
                .Items.SelectMany(kind => kind.Select(item => $"{kind.Key}: {item.Subject} {item.Code ?? item.Amount?.ToString()}"))
                .Append(digest.Figures.ToString())
        );

    private static OutgoingMail Mail(string id, Approver to, string subject, string text) =>
        new()
        {
            Id = id,
            To = [to.Email],
            Subject = subject,
            Text = text,
            Html = text,
        };
}

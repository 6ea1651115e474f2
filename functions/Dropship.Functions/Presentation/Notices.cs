using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Fulfilment.Approvals;

namespace Dropship.Functions.Presentation;

/// <summary>Words the mails, in each reader's language, in text and in HTML.</summary>
public sealed class Notices(Texts texts, Templates templates) : INotices
{
    public OutgoingMail AskForApproval(ApprovalFacts facts, Approver approver, Uri page, int reminder)
    {
        var language = approver.Language;
        var subject = reminder == 0 ? "approvalSubject" : "reminderSubject";
        return Mail(
            facts,
            approver,
            string.Create(CultureInfo.InvariantCulture, $"approve-{facts.Key}-{facts.Approval.Round}-{reminder}-{approver.Id}"),
            texts.Say(language, subject, ("amount", facts.Approval.Amount.ToString()), ("order", facts.OrderNumber), ("supplier", facts.SupplierName), ("number", reminder.ToString(CultureInfo.InvariantCulture))),
            page,
            "askTitle",
            "askLead",
            "review",
            "reviewHint",
            facts.Approval.PreviousAmount?.ToString());
    }

    public OutgoingMail AskForPayment(ApprovalFacts facts, Approver approver, Uri page)
    {
        var language = approver.Language;
        var decided = facts.Approval.DecidedAt is { } at ? Texts.Time(language, at) : string.Empty;
        return Mail(
            facts,
            approver,
            string.Create(CultureInfo.InvariantCulture, $"pay-{facts.Key}-{facts.Approval.Round}-{approver.Id}"),
            texts.Say(language, "paymentSubject", ("amount", facts.Approval.Amount.ToString()), ("order", facts.OrderNumber), ("supplier", facts.SupplierName)),
            page,
            "pay",
            texts.Say(language, "standingApproved", ("who", facts.Approval.DecidedBy ?? string.Empty), ("when", decided)),
            "pay",
            "payHint",
            null);
    }

    public OutgoingMail Alert(Alert alert, Approver reader, Uri list)
    {
        var reason = HoldReasons.Get(alert.Notice.Code);
        var t = texts.In(reader.Language);
        var what = texts.What(reader.Language, reason.Code);
        var model = new
        {
            t,
            what,
            code = reason.Code,
            list = list.AbsoluteUri,
            facts = new[]
            {
                new { name = t["order"], value = alert.Notice.Subject },
                new { name = t["detail"], value = alert.Notice.Detail },
                new { name = t["todo"], value = texts.Todo(reader.Language, reason.Code) },
                new { name = t["actor"], value = t[$"actor{reason.Actor}"] },
                new { name = t["since"], value = Texts.Time(reader.Language, alert.RaisedAt) },
            },
        };
        return new OutgoingMail
        {
            Id = MailIds.Of($"alert {alert.Notice.Key} {alert.RaisedAt.ToUnixTimeMilliseconds()} {reader.Id}"),
            To = [reader.Email],
            Subject = texts.Say(reader.Language, "alertSubject", ("what", what), ("subject", alert.Notice.Subject)),
            Text = templates.Fill("Operations.alert.mail.txt.hbs", model),
            Html = templates.Fill("Operations.alert.mail.html.hbs", model),
        };
    }

    private OutgoingMail Mail(ApprovalFacts facts, Approver approver, string id, string subject, Uri page, string title, string lead, string button, string hint, string? previous)
    {
        var t = texts.In(approver.Language);
        var model = new
        {
            t,
            title = t[title],
            lead = t.TryGetValue(lead, out var sentence) ? sentence : lead,
            button = t[button],
            hint = t[hint],
            link = page.AbsoluteUri,
            amount = facts.Approval.Amount.ToString(),
            previous,
            lines = FactLines.Lines(facts, t),
            facts = FactLines.Rows(facts, approver.Language, t),
        };
        return new OutgoingMail
        {
            Id = id,
            To = [approver.Email],
            Subject = subject,
            Text = templates.Fill("Fulfilment.Approvals.approval.mail.txt.hbs", model),
            Html = templates.Fill("Fulfilment.Approvals.approval.mail.html.hbs", model),
        };
    }
}

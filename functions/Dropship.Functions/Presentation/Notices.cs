using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Fulfilment.Approvals;

namespace Dropship.Functions.Presentation;

/// <summary>Words the mails, in each reader's language, in text and in HTML.</summary>
public sealed class Notices(Texts texts, Templates templates, TrackingPages pages) : INotices
{
    private const int MostItems = 30;
    private const int MostSubjects = 10;
    private const int MostLines = 6;

    public OutgoingMail AskForApproval(ApprovalFacts facts, Approver approver, Uri page, int reminder)
    {
        var language = approver.Language;
        var subject = reminder == 0 ? "approvalSubject" : "reminderSubject";
        return Mail(
            facts,
            approver,
            string.Create(CultureInfo.InvariantCulture, $"approve-{facts.Key}-{facts.Approval.Round}-{reminder}-{approver.Id}"),
            texts.Say(
                language,
                subject,
                ("amount", facts.Approval.Amount.ToString()),
                ("order", facts.OrderNumber),
                ("supplier", facts.SupplierName),
                ("number", reminder.ToString(CultureInfo.InvariantCulture))
            ),
            page,
            "titleOpen",
            "askLead",
            "review",
            "reviewHint",
            FactLines.Previous(facts)
        );
    }

    public OutgoingMail AskForPayment(ApprovalFacts facts, Approver approver, Uri page)
    {
        var language = approver.Language;
        var decided = facts.Approval.DecidedAt is { } at ? Texts.Time(language, at) : string.Empty;
        return Mail(
            facts,
            approver,
            string.Create(CultureInfo.InvariantCulture, $"pay-{facts.Key}-{facts.Approval.Round}-{approver.Id}"),
            texts.Say(
                language,
                "paymentSubject",
                ("amount", facts.Approval.Amount.ToString()),
                ("order", facts.OrderNumber),
                ("supplier", facts.SupplierName)
            ),
            page,
            "pay",
            texts.Say(language, "standingApproved", ("who", facts.Approval.DecidedBy ?? string.Empty), ("when", decided)),
            "pay",
            "payHint",
            null
        );
    }

    public OutgoingMail Collected(IReadOnlyList<ApproverMatter> matters, Approver approver, string batch)
    {
        var language = approver.Language;
        var decisions = matters.Where(matter => matter.Kind == ApproverMatterKind.Decision).ToList();
        var payments = matters.Where(matter => matter.Kind == ApproverMatterKind.Payment).ToList();
        var subject = texts.Say(
            language,
            payments.Count == 0 ? "collectedSubjectDecide"
                : decisions.Count == 0 ? "collectedSubjectPay"
                : "collectedSubjectBoth",
            ("count", Count(decisions.Count == 0 ? payments.Count : decisions.Count)),
            ("paid", Count(payments.Count)),
            ("amount", SumOf(matters))
        );
        var model = new
        {
            t = texts.In(language),
            title = subject,
            stopped = FactLines.Stopped(matters[0].Facts.Stop, language, texts),
            groups = new[] { Group("collectedDecide", "review", decisions), Group("collectedPay", "pay", payments) }.OfType<object>(),
        };
        return new OutgoingMail
        {
            Id = MailIds.Of($"collected {batch} {approver.Id}"),
            To = [approver.Email],
            Subject = subject,
            Text = templates.Fill("Fulfilment.Approvals.approvals.mail.txt.hbs", model),
            Html = templates.Fill("Fulfilment.Approvals.approvals.mail.html.hbs", model),
        };

        object? Group(string title, string button, List<ApproverMatter> some) =>
            some.Count == 0
                ? null
                : new
                {
                    title = texts.Say(language, title, ("count", Count(some.Count)), ("amount", SumOf(some))),
                    items = some.Select(matter => Item(matter, language, texts.In(language)[button])),
                };
    }

    public OutgoingMail Alert(IReadOnlyList<Alert> alerts, Approver reader, Uri list)
    {
        var language = reader.Language;
        var t = texts.In(language);
        var reason = HoldReasons.Get(alerts[0].Notice.Code);
        var what = texts.What(language, reason.Code);
        var groups = alerts
            .GroupBy(alert => texts.Detail(language, alert.Notice.Detail, alert.Notice.Facts), StringComparer.Ordinal)
            .ToList();
        var subject = alerts.Count == 1 ? alerts[0].Notice.Subject : texts.Say(language, "alertCount", ("count", Count(alerts.Count)));
        var model = new
        {
            t,
            what,
            todo = texts.Todo(language, reason.Code),
            code = reason.Code,
            link = LinkTo(list, alerts),
            linkText = t[IsPayment(alerts) ? "payPage" : "alertLink"],
            runbook = reason.Code.ToLowerInvariant().Replace('_', '-'),
            total = alerts.Count == 1 ? null : texts.Say(language, "alertTotal", ("count", Count(alerts.Count))),
            items = groups
                .Take(MostItems)
                .Select(group => new
                {
                    about = group.First().Notice.Order is null ? t["about"] : t["order"],
                    subjects = Subjects(group.Select(NameOf).Distinct(StringComparer.Ordinal).ToList(), language),
                    detail = group.Key,
                    since = Texts.Time(language, group.Min(alert => alert.RaisedAt)),
                    numbers = NumbersOf(group.First().Notice)
                        .Select(number => new { number, page = pages.Of(number, language: language).AbsoluteUri }),
                }),
            more = groups.Count > MostItems ? texts.Say(language, "alertMore", ("count", Count(groups.Count - MostItems))) : null,
            actor = t[$"actor{reason.Actor}"],
        };
        return new OutgoingMail
        {
            Id = MailIds.Of($"alert {alerts[0].Notice.Key} {alerts[0].RaisedAt.ToUnixTimeMilliseconds()} {reader.Id}"),
            To = [reader.Email],
            Subject = texts.Say(language, "alertSubject", ("what", what), ("subject", subject)),
            Text = templates.Fill("Operations.alert.mail.txt.hbs", model),
            Html = templates.Fill("Operations.alert.mail.html.hbs", model),
        };
    }

    public ChatMessage AlertGroup(IReadOnlyList<Alert> alerts, Language language)
    {
        var t = texts.In(language);
        var reason = HoldReasons.Get(alerts[0].Notice.Code);
        var groups = alerts
            .GroupBy(alert => texts.Detail(language, alert.Notice.Detail, alert.Notice.Facts), StringComparer.Ordinal)
            .ToList();
        var lines = groups
            .Take(MostItems)
            .Select(group =>
                $"- {Subjects(group.Select(alert => alert.Notice.Subject).Distinct(StringComparer.Ordinal).ToList(), language)}: {group.Key}"
            )
            .Append(groups.Count > MostItems ? texts.Say(language, "alertMore", ("count", Count(groups.Count - MostItems))) : null)
            .Append($"{t["todo"]}: {texts.Todo(language, reason.Code)}")
            .OfType<string>();
        return new ChatMessage(
            MailIds.Of($"alert {alerts[0].Notice.Key} {alerts[0].RaisedAt.ToUnixTimeMilliseconds()} group"),
            texts.What(language, reason.Code),
            string.Join('\n', lines)
        );
    }

    public OutgoingMail Digest(DailyDigest digest, Approver reader, Uri list)
    {
        var language = reader.Language;
        var t = texts.In(language);
        var model = new
        {
            t,
            title = DigestTitle(digest, language),
            lead = DigestLead(digest, language),
            link = list.AbsoluteUri,
            sections = SectionsOf(digest, language)
                .Select(section => new
                {
                    title = section.Title,
                    items = section.Items.Take(MostItems),
                    more = section.Items.Count > MostItems
                        ? texts.Say(language, "alertMore", ("count", Count(section.Items.Count - MostItems)))
                        : null,
                }),
            figures = FiguresOf(digest.Figures, language),
        };
        return new OutgoingMail
        {
            Id = MailIds.Of(string.Create(CultureInfo.InvariantCulture, $"digest {digest.Day:O} {reader.Id}")),
            To = [reader.Email],
            Subject = DigestTitle(digest, language),
            Text = templates.Fill("Operations.digest.mail.txt.hbs", model),
            Html = templates.Fill("Operations.digest.mail.html.hbs", model),
        };
    }

    public ChatMessage DigestGroup(DailyDigest digest, Language language)
    {
        var lines = SectionsOf(digest, language)
            .SelectMany(section => section.Items.Take(MostSubjects).Select(item => $"- {item}").Prepend(section.Title))
            .Prepend(DigestLead(digest, language))
            .Append(texts.In(language)["digestYesterday"])
            .Concat(FiguresOf(digest.Figures, language).Select(figure => $"- {figure}"));
        return new ChatMessage(
            MailIds.Of(string.Create(CultureInfo.InvariantCulture, $"digest {digest.Day:O} group")),
            DigestTitle(digest, language),
            string.Join('\n', lines)
        );
    }

    private string DigestTitle(DailyDigest digest, Language language) =>
        texts.Say(
            language,
            digest.Items.Count == 0 ? "digestSubjectQuiet" : "digestSubject",
            ("day", digest.Day.ToString("O", CultureInfo.InvariantCulture)),
            ("count", Count(digest.Items.Sum(kind => kind.Count())))
        );

    private string DigestLead(DailyDigest digest, Language language) =>
        texts.In(language)[digest.Items.Count == 0 ? "digestNothing" : "digestLead"];

    private IEnumerable<(string Title, List<string> Items)> SectionsOf(DailyDigest digest, Language language) =>
        from kind in Enum.GetValues<DigestKind>()
        where digest.Items.Contains(kind)
        select (
            texts.Say(language, $"digest{kind}", ("count", Count(digest.Items[kind].Count()))),
            digest.Items[kind].Select(item => Line(item, language)).ToList()
        );

    private string Line(DigestItem item, Language language) =>
        string.Join(
            " · ",
            new[]
            {
                item.Subject,
                item.Amount is { } amount ? Texts.Amount(amount) : null,
                item.Code is { } code ? texts.What(language, code) : null,
                item.ShipBy is { } deadline ? $"{texts.In(language)["shipBy"]} {Texts.Time(language, deadline)}" : null,
            }.OfType<string>()
        );

    private IEnumerable<string> FiguresOf(DigestFigures figures, Language language)
    {
        yield return texts.Say(language, "digestTaken", ("count", Count(figures.Taken)));
        yield return texts.Say(language, "digestPlaced", ("count", Count(figures.Placed)));
        yield return texts.Say(language, "digestPaid", ("count", Count(figures.Paid)));
        yield return texts.Say(language, "digestPushed", ("count", Count(figures.Pushed)));
        if (figures.OnTimePercent is { } percent)
        {
            yield return texts.Say(
                language,
                "digestOnTime",
                ("percent", Count(percent)),
                ("late", Count(figures.PushedLate)),
                ("counted", Count(figures.PushedOnTime + figures.PushedLate))
            );
        }
    }

    // The tracking numbers that the particulars name.
    private static List<string> NumbersOf(AlertNotice notice) =>
        notice.Facts is { } facts
            ? [.. facts.All.Select(fact => fact.Values.GetValueOrDefault("number")).OfType<string>().Distinct(StringComparer.Ordinal)]
            : [];

    private object Item(ApproverMatter matter, Language language, string button)
    {
        var facts = matter.Facts;
        var isDecision = matter.Kind == ApproverMatterKind.Decision;
        return new
        {
            order = facts.OrderNumber,
            supplier = facts.SupplierName,
            amount = facts.Approval.Amount.ToString(),
            reminder = matter.Reminder == 0
                ? null
                : texts.Say(language, "collectedReminder", ("number", matter.Reminder.ToString(CultureInfo.InvariantCulture))),
            previous = isDecision ? FactLines.Previous(facts) : null,
            margin = isDecision ? FactLines.Margin(facts) : null,
            expires = isDecision ? Texts.Time(language, facts.Approval.ExpiresAt) : null,
            lines = FactLines.Lines(facts, texts.In(language)).Take(MostLines),
            more = facts.Lines.Count > MostLines
                ? texts.Say(language, "collectedMore", ("count", Count(facts.Lines.Count - MostLines)))
                : null,
            button,
            link = matter.Page.AbsoluteUri,
        };
    }

    // One sum for each currency; 1688 has one.
    private static string SumOf(IEnumerable<ApproverMatter> matters) =>
        string.Join(
            " + ",
            matters
                .Select(matter => matter.Facts.Approval.Amount)
                .GroupBy(amount => amount.Currency, StringComparer.Ordinal)
                .Select(same => Texts.Amount(same.Aggregate((left, right) => left + right)))
        );

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    // The number that people know, and the id that commands take.
    private static string NameOf(Alert alert) =>
        alert.Notice.Order is { } order ? $"{alert.Notice.Subject} ({order.AccountId}/{order.StoreOrderId})" : alert.Notice.Subject;

    private static bool IsPayment(IReadOnlyList<Alert> alerts) =>
        alerts is [{ Notice: var notice }] && notice.Is(HoldReasons.PaymentOverdue) && notice.Key.PurchaseOrder is not null;

    // One order has its own page, where people act; the list has an anchor for each; a payment is made on its own page.
    private static string LinkTo(Uri list, IReadOnlyList<Alert> alerts) =>
        IsPayment(alerts) ? $"{list.AbsoluteUri}/approvals/{alerts[0].Notice.Key.PurchaseOrder}"
        : alerts is [{ Notice.Order: { } only }] ? OrderPaths.PageOf(list.AbsoluteUri, only)
        : alerts.Select(alert => alert.Notice.Order).FirstOrDefault(order => order is not null) is { } order
            ? $"{list.AbsoluteUri}#{OrderAnchor.Of(order)}"
        : list.AbsoluteUri;

    private string Subjects(List<string> subjects, Language language) =>
        subjects.Count <= MostSubjects
            ? string.Join(", ", subjects)
            : texts.Say(
                language,
                "alertSubjects",
                ("count", Count(subjects.Count)),
                ("first", string.Join(", ", subjects.Take(MostSubjects)))
            );

    private OutgoingMail Mail(
        ApprovalFacts facts,
        Approver approver,
        string id,
        string subject,
        Uri page,
        string title,
        string lead,
        string button,
        string hint,
        string? previous
    )
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
            stopped = FactLines.Stopped(facts.Stop, approver.Language, texts),
            previous,
            lines = FactLines.Lines(facts, t),
            facts = FactLines.Rows(facts, approver.Language, texts),
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

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Fulfilment.Forwarding;

/// <summary>Words the mails to forwarders, in each reader's language, in text and in HTML.</summary>
public sealed class ForwarderNotices(Texts texts, Templates templates, TrackingPages pages) : IForwarderNotices
{
    public OutgoingMail Word(ForwarderAccount account, IReadOnlyList<ForwarderNotice> notices, ForwarderReader reader, string batch)
    {
        var t = texts.In(reader.Language);
        var model = new
        {
            t,
            code = account.MemberCode,
            notices = notices.Select(notice => new
            {
                title = t[WordsOf(notice.Kind).Title],
                lead = t[WordsOf(notice.Kind).Lead],
                order = notice.Announcement.OrderNumber,
                parcels = notice.Announcement.Parcels.Select(parcel => new
                {
                    number = parcel.WaybillNumber,
                    carrier = parcel.CarrierName,
                    page = pages.Of(parcel.WaybillNumber, parcel.CarrierName, parcel.CarrierCode, reader.Language).AbsoluteUri,
                }),
                goods = notice.Announcement.Goods.Select(goods => new { title = goods.Title, quantity = goods.Quantity }),
                link = notice.Page.AbsoluteUri,
            }),
        };
        return new OutgoingMail
        {
            Id = MailIds.Of($"forwarder {batch} {reader.Email}"),
            To = [reader.Email],
            Subject = notices is [var only]
                ? texts.Say(reader.Language, WordsOf(only.Kind).Subject, ("order", only.Announcement.OrderNumber))
                : texts.Say(
                    reader.Language,
                    "forwarderSubjectMany",
                    (
                        "orders",
                        string.Join(", ", notices.Select(notice => notice.Announcement.OrderNumber).Distinct(StringComparer.Ordinal))
                    )
                ),
            Text = templates.Fill("Fulfilment.Forwarding.forwarder.mail.txt.hbs", model),
            Html = templates.Fill("Fulfilment.Forwarding.forwarder.mail.html.hbs", model),
        };
    }

    private static (string Subject, string Title, string Lead) WordsOf(ForwarderNoteKind kind) =>
        kind switch
        {
            ForwarderNoteKind.Announced => ("forwarderSubject", "forwarderTitle", "forwarderLead"),
            ForwarderNoteKind.Recalled => ("forwarderRecallSubject", "forwarderRecallTitle", "forwarderRecallLead"),
            ForwarderNoteKind.Labelled => ("forwarderLabelSubject", "forwarderLabelTitle", "forwarderLabelLead"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no words."),
        };
}

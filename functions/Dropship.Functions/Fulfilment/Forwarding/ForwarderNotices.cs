using Dropship.Core.Ports;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Fulfilment.Forwarding;

/// <summary>Words the mails to forwarders, in each reader's language, in text and in HTML.</summary>
public sealed class ForwarderNotices(Texts texts, Templates templates) : IForwarderNotices
{
    public OutgoingMail Announce(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        ForwarderReader reader,
        Uri page,
        string version
    ) =>
        Word(
            account,
            announcement,
            reader,
            page,
            $"forward {announcement.Reference} {version}",
            ("forwarderSubject", "forwarderTitle", "forwarderLead")
        );

    public OutgoingMail Recall(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        ForwarderReader reader,
        Uri page,
        string version
    ) =>
        Word(
            account,
            announcement,
            reader,
            page,
            $"recall {announcement.Reference} {version}",
            ("forwarderRecallSubject", "forwarderRecallTitle", "forwarderRecallLead")
        );

    private OutgoingMail Word(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        ForwarderReader reader,
        Uri page,
        string id,
        (string Subject, string Title, string Lead) words
    )
    {
        var t = texts.In(reader.Language);
        var model = new
        {
            t,
            title = t[words.Title],
            lead = t[words.Lead],
            order = announcement.OrderNumber,
            code = account.MemberCode,
            parcels = announcement.Parcels.Select(parcel => new { number = parcel.WaybillNumber, carrier = parcel.CarrierName }),
            goods = announcement.Goods.Select(goods => new { title = goods.Title, quantity = goods.Quantity }),
            link = page.AbsoluteUri,
        };
        return new OutgoingMail
        {
            Id = MailIds.Of($"{id} {reader.Email}"),
            To = [reader.Email],
            Subject = texts.Say(reader.Language, words.Subject, ("order", announcement.OrderNumber)),
            Text = templates.Fill("Fulfilment.Forwarding.forwarder.mail.txt.hbs", model),
            Html = templates.Fill("Fulfilment.Forwarding.forwarder.mail.html.hbs", model),
        };
    }
}

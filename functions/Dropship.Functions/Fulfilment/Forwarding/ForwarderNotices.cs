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
    )
    {
        var t = texts.In(reader.Language);
        var model = new
        {
            t,
            order = announcement.OrderNumber,
            code = account.MemberCode,
            parcels = announcement.Parcels.Select(parcel => new { number = parcel.WaybillNumber, carrier = parcel.CarrierName }),
            goods = announcement.Goods.Select(goods => new { title = goods.Title, quantity = goods.Quantity }),
            link = page.AbsoluteUri,
        };
        return new OutgoingMail
        {
            Id = MailIds.Of($"forward {announcement.Reference} {version} {reader.Email}"),
            To = [reader.Email],
            Subject = texts.Say(reader.Language, "forwarderSubject", ("order", announcement.OrderNumber)),
            Text = templates.Fill("Fulfilment.Forwarding.forwarder.mail.txt.hbs", model),
            Html = templates.Fill("Fulfilment.Forwarding.forwarder.mail.html.hbs", model),
        };
    }
}

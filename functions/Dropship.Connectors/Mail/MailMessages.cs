using System.Net.Mail;
using Dropship.Core.Ports;
using MimeKit;

namespace Dropship.Connectors.Mail;

/// <summary>Outgoing mail as MIME messages. Pure.</summary>
internal static class MailMessages
{
    /// <summary>The message, with a Message-ID that is the same for each try of one mail.</summary>
    public static MimeMessage Of(OutgoingMail mail, MailAddress from, DateTimeOffset date)
    {
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@{from.Host}",
            Date = date,
            Subject = string.Concat(mail.Subject.Select(c => char.IsControl(c) ? ' ' : c)).Trim(),
            Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody(),
        };
        message.From.Add(Mailbox(from));
        message.To.AddRange(mail.To.Select(to => Mailbox(new MailAddress(to))));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static MailboxAddress Mailbox(MailAddress address) => new(address.DisplayName, address.Address);
}

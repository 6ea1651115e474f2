using System.Net.Mail;
using System.Text;
using Dropship.Connectors.Mail;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Mail;

public sealed class MailMessagesTests
{
    private static readonly MailAddress s_from = new("Dropship 采购 <dropship@example.com>");
    private static readonly DateTimeOffset s_date = new(2026, 11, 22, 9, 5, 7, TimeSpan.FromHours(8));

    [Fact]
    public void A_mail_carries_both_forms_and_a_number_that_stays()
    {
        var mail = Mail("请批准采购单 PO-1：合计 ¥53.60 😀");

        using var message = MailMessages.Of(mail, s_from, s_date);

        Assert.Equal((mail.Text, mail.Html), (message.TextBody, message.HtmlBody));
        Assert.Equal((mail.Subject, "Dropship 采购"), (message.Subject, message.From.Mailboxes.Single().Name));
        var headers = Headers(message);
        Assert.Contains("Message-Id: <approval-PO-1@example.com>\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("Date: Sun, 22 Nov 2026 09:05:07 +0800\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("To: a@example.com, b@example.com\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated\r\n", headers, StringComparison.Ordinal);
        Assert.All(headers, c => Assert.True(char.IsAscii(c)));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: victim@example.com")]
    [InlineData("Hello\nX: y")]
    [InlineData("Hello\r\n\r\n<p>another body</p>")]
    public void A_subject_cannot_smuggle_in_a_header(string subject)
    {
        using var message = MailMessages.Of(Mail(subject), s_from, s_date);

        var headers = Headers(message);
        Assert.DoesNotContain("\nBcc:", headers, StringComparison.Ordinal);
        Assert.DoesNotContain("\nX:", headers, StringComparison.Ordinal);
        Assert.Contains("\nContent-Type: multipart/alternative", headers, StringComparison.Ordinal);
    }

    internal static OutgoingMail Mail(string subject) =>
        new()
        {
            Id = "approval-PO-1",
            To = ["a@example.com", "b@example.com"],
            Subject = subject,
            Text = "请批准\nhttps://example.com/a?b=1&c=2",
            Html = "<p>请批准 <a href=\"https://example.com/a?b=1&amp;c=2\">PO-1</a></p>",
        };

    private static string Headers(MimeKit.MimeMessage message)
    {
        using var stream = new MemoryStream();
        var format = MimeKit.FormatOptions.Default.Clone();
        format.NewLineFormat = MimeKit.NewLineFormat.Dos;
        message.WriteTo(format, stream);
        return Encoding.UTF8.GetString(stream.ToArray()).Split("\r\n\r\n")[0] + "\r\n";
    }
}

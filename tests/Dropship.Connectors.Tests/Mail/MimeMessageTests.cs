using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using Dropship.Connectors.Mail;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Mail;

public sealed partial class MimeMessageTests
{
    private static readonly MailAddress s_from = new("Dropship 采购 <dropship@example.com>");
    private static readonly DateTimeOffset s_date = new(2026, 11, 22, 9, 5, 7, TimeSpan.FromHours(8));

    [Fact]
    public void A_mail_carries_both_forms_and_a_number_that_stays()
    {
        var mail = Mail("Please approve");

        var text = MimeMessage.Write(mail, s_from, s_date);

        Assert.Contains("Message-ID: <approval-PO-1@example.com>\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Date: Sun, 22 Nov 2026 09:05:07 +0800\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Subject: Please approve\r\n", text, StringComparison.Ordinal);
        Assert.Contains("To: a@example.com,\r\n b@example.com\r\n", text, StringComparison.Ordinal);
        Assert.Contains("multipart/alternative", text, StringComparison.Ordinal);
        var parts = Base64Block().Matches(text).Select(match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups["body"].Value.ReplaceLineEndings(string.Empty)))).ToList();
        Assert.Equal([mail.Text, mail.Html], parts);
        Assert.Equal(text, MimeMessage.Write(mail, s_from, s_date));
    }

    [Fact]
    public void A_chinese_subject_is_cut_into_words_that_hold_whole_characters()
    {
        const string subject = "请批准采购单 PO-1：黑色保温杯 × 2，合计 ¥53.60，请于今天 18:00 前处理 😀";

        var text = MimeMessage.Write(Mail(subject), s_from, s_date);

        var header = text[(text.IndexOf("Subject: ", StringComparison.Ordinal) + 9)..text.IndexOf("\r\nMIME-Version", StringComparison.Ordinal)];
        var words = header.Split("\r\n ");
        Assert.True(words.Length > 1);
        Assert.All(words, word => Assert.True(word.Length <= 75));
        Assert.Equal(subject, string.Concat(words.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2])))));
        Assert.All(text.Split("\r\n"), line => Assert.True(line.Length <= 998 && line.All(char.IsAscii)));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: victim@example.com")]
    [InlineData("Hello\nX: y")]
    public void A_subject_cannot_smuggle_in_a_header(string subject)
    {
        var headers = MimeMessage.Write(Mail(subject), s_from, s_date).Split("\r\n\r\n")[0];

        Assert.DoesNotContain("\nBcc:", headers, StringComparison.Ordinal);
        Assert.DoesNotContain("\nX:", headers, StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_begins_with_a_dot()
    {
        var text = MimeMessage.Write(Mail(".") with { Text = ".\r\n.", Html = "." }, s_from, s_date);

        Assert.DoesNotContain("\n.", text, StringComparison.Ordinal);
    }

    internal static OutgoingMail Mail(string subject) => new()
    {
        Id = "approval-PO-1",
        To = ["a@example.com", "b@example.com"],
        Subject = subject,
        Text = "请批准\nhttps://example.com/a?b=1&c=2",
        Html = "<p>请批准 <a href=\"https://example.com/a?b=1&amp;c=2\">PO-1</a></p>",
    };

    [GeneratedRegex(@"base64\r\n\r\n(?<body>[A-Za-z0-9+/=\r\n]+?)\r\n\r\n--", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Base64Block();
}

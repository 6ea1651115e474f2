using System.Buffers;
using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Mail;

/// <summary>A mail as it goes over the wire: text and HTML, everything beyond ASCII encoded. Pure.</summary>
internal static class MimeMessage
{
    private const int Base64LineLength = 76;

    // An encoded word may be 75 characters long; this many bytes of UTF-8 fit into one.
    private const int EncodedWordBytes = 42;

    private static readonly SearchValues<char> s_special = SearchValues.Create("\"<>,;:@()=?");

    /// <summary>The Message-ID, which is the same for each try of one mail.</summary>
    public static string MessageId(OutgoingMail mail, MailAddress from) => $"<{mail.Id}@{from.Host}>";

    /// <summary>The whole message with CRLF line ends; the only dots that begin a line are none, so it needs no stuffing.</summary>
    public static string Write(OutgoingMail mail, MailAddress from, DateTimeOffset date)
    {
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.Id)))[..32];
        var message = new StringBuilder();
        void Line(string text) => message.Append(text).Append("\r\n");
        Line($"Message-ID: {MessageId(mail, from)}");
        Line("Date: " + date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", string.Empty, StringComparison.Ordinal));
        Line("From: " + Address(from));
        Line("To: " + string.Join(",\r\n ", mail.To.Select(to => Address(new MailAddress(to)))));
        Line("Subject: " + Words(mail.Subject));
        Line("MIME-Version: 1.0");
        Line("Auto-Submitted: auto-generated");
        Line($"Content-Type: multipart/alternative; boundary=\"{boundary}\"");
        Line(string.Empty);
        foreach (var (type, content) in ((string, string)[])[("text/plain", mail.Text), ("text/html", mail.Html)])
        {
            Line("--" + boundary);
            Line($"Content-Type: {type}; charset=utf-8");
            Line("Content-Transfer-Encoding: base64");
            Line(string.Empty);
            foreach (var chunk in Convert.ToBase64String(Encoding.UTF8.GetBytes(content)).Chunk(Base64LineLength))
            {
                Line(new string(chunk));
            }

            Line(string.Empty);
        }

        Line($"--{boundary}--");
        return message.ToString();
    }

    private static string Address(MailAddress address) => address.DisplayName.Length == 0 ? address.Address : $"{Words(address.DisplayName)} <{address.Address}>";

    /// <summary>Text for a header: as it is when it is plain ASCII, else in encoded words that cut no character in two.</summary>
    private static string Words(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        if (clean.All(char.IsAscii) && clean.Length < 60 && !clean.AsSpan().ContainsAny(s_special))
        {
            return clean;
        }

        var words = new List<string>();
        var bytes = new List<byte>();
        void Flush()
        {
            if (bytes.Count > 0)
            {
                words.Add($"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=");
                bytes.Clear();
            }
        }

        foreach (var rune in clean.EnumerateRunes())
        {
            if (bytes.Count + rune.Utf8SequenceLength > EncodedWordBytes)
            {
                Flush();
            }

            bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }

        Flush();
        return string.Join("\r\n ", words);
    }
}

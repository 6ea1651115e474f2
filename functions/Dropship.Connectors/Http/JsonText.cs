using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dropship.Connectors.Http;

/// <summary>
/// Reads JSON from bytes as they come: with a byte order mark, in GBK, or with half characters in its texts. What cannot be made out of a
/// text becomes the replacement character, so that each text of the result can be read.
/// </summary>
internal static class JsonText
{
    private const string Replacement = "FFFD";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly Encoding s_chinese = CodePagesEncodingProvider.Instance.GetEncoding(
        "GB18030",
        EncoderFallback.ReplacementFallback,
        DecoderFallback.ExceptionFallback
    )!;

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> body, string? charset = null) => Parse(Decode(body.Span, charset));

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(Mend(text));
        return document.RootElement.Clone();
    }

    /// <summary>The bytes as text, whatever they are.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="charset">The encoding that the other side names; null when it names none. The bytes go before it where they speak
    /// clearly.</param>
    public static string Decode(ReadOnlySpan<byte> body, string? charset)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
        {
            return s_utf8.GetString(body[Encoding.UTF8.Preamble.Length..]);
        }

        if (body.StartsWith(Encoding.Unicode.Preamble))
        {
            return Encoding.Unicode.GetString(body[2..]);
        }

        if (body.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return Encoding.BigEndianUnicode.GetString(body[2..]);
        }

        var saysChinese =
            charset?.Trim('"', ' ') is { } name && (name.StartsWith("gb", StringComparison.OrdinalIgnoreCase) || name is "936" or "cp936");
        if (Utf8.IsValid(body) && !(saysChinese && !HasLongSequence(body)))
        {
            return s_utf8.GetString(body);
        }

        var text = s_utf8.GetString(body);
        return saysChinese || IsMostlyBroken(text) ? Chinese(body) ?? text : text;
    }

    // Chinese takes three bytes in UTF-8; shorter sequences may be GBK by chance.
    private static bool HasLongSequence(ReadOnlySpan<byte> body) => body.IndexOfAnyInRange((byte)0xE0, (byte)0xF4) >= 0;

    // One cut character makes no other encoding.
    private static bool IsMostlyBroken(string text)
    {
        var broken = text.Count(sign => sign == '\uFFFD');
        return broken > text.Count(sign => sign > '\u007F') - broken;
    }

    private static string? Chinese(ReadOnlySpan<byte> body)
    {
        try
        {
            return s_chinese.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // An escape for half a character is JSON all the same, and fails only when the text is read; a zero breaks pages and tables later.
    private static string Mend(string text)
    {
        if (!text.Contains("\\u", StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder? mended = null;
        for (var at = 0; at < text.Length - 1; at++)
        {
            if (text[at] != '\\')
            {
                continue;
            }

            if (Escaped(text, at) is not { } unit)
            {
                at++;
            }
            else if (char.IsHighSurrogate(unit) && Escaped(text, at + 6) is { } low && char.IsLowSurrogate(low))
            {
                at += 11;
            }
            else
            {
                if (char.IsSurrogate(unit) || unit == 0)
                {
                    mended ??= new StringBuilder(text);
                    mended.Remove(at + 2, Replacement.Length).Insert(at + 2, Replacement);
                }

                at += 5;
            }
        }

        return mended?.ToString() ?? text;
    }

    private static char? Escaped(string text, int at) =>
        at + 6 <= text.Length
        && text[at] == '\\'
        && text[at + 1] == 'u'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}

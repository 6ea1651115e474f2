using System.Globalization;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>1688's time formats.</summary>
internal static class AlibabaTime
{
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);
    private static readonly string[] s_withOffset = ["yyyyMMddHHmmssfffzzz", "yyyyMMddHHmmsszzz"];
    private static readonly string[] s_inChina =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyyMMddHHmmss",
        "yyyyMMddHHmmssfff",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy/MM/dd HH:mm:ss",
        "yyyy/MM/dd HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd",
    ];

    private static readonly string[] s_iso = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:sszzz"];

    /// <summary><c>20180614101942000+0800</c></summary>
    public static string Format(DateTimeOffset time) =>
        time.ToOffset(s_china).ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture) + "+0800";

    /// <summary>Reads any of the forms, in UTC; a time without an offset is China's. Null when it is none of them.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        text = text?.Trim();
        if (text is null)
        {
            return null;
        }

        // Epoch seconds and milliseconds have other lengths than the years that begin with digits.
        if (text.Length is 10 or 13 && text.All(char.IsAsciiDigit))
        {
            var number = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
            return text.Length == 10 ? DateTimeOffset.FromUnixTimeSeconds(number) : DateTimeOffset.FromUnixTimeMilliseconds(number);
        }

        var sign = text.AsSpan().LastIndexOfAny('+', '-');
        if (
            sign >= 14
            && text.Length == sign + 5
            && DateTimeOffset.TryParseExact(
                text.Insert(sign + 3, ":"),
                s_withOffset,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var exact
            )
        )
        {
            return exact.ToUniversalTime();
        }

        if (text.EndsWith('Z') || sign > 10)
        {
            var withColon = sign > 10 && text.Length == sign + 5 && !text.EndsWith('Z') ? text.Insert(sign + 3, ":") : text;
            return DateTimeOffset.TryParseExact(
                withColon,
                s_iso,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var iso
            )
                ? iso
                : null;
        }

        return DateTime.TryParseExact(text, s_inChina, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, s_china).ToUniversalTime()
            : null;
    }
}

using System.Globalization;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>1688's time formats.</summary>
internal static class AlibabaTime
{
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);
    private static readonly string[] s_withOffset = ["yyyyMMddHHmmssfffzzz", "yyyyMMddHHmmsszzz"];
    private static readonly string[] s_inChina = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyyMMddHHmmss"];

    /// <summary><c>20180614101942000+0800</c></summary>
    public static string Format(DateTimeOffset time) => time.ToOffset(s_china).ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture) + "+0800";

    /// <summary>Reads any of the forms, in UTC; a time without an offset is China's. Null when it is none of them.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var sign = text.AsSpan().LastIndexOfAny('+', '-');
        if (sign >= 14 && text.Length == sign + 5
            && DateTimeOffset.TryParseExact(text.Insert(sign + 3, ":"), s_withOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact))
        {
            return exact.ToUniversalTime();
        }

        return DateTime.TryParseExact(text, s_inChina, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, s_china).ToUniversalTime()
            : null;
    }
}

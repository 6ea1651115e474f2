using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>How 1688 writes times, amounts, arguments and signatures.</summary>
internal static class MarketText
{
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    /// <summary><c>20180614101942000+0800</c></summary>
    public static string Time(DateTimeOffset time) =>
        time.ToOffset(s_china).ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture) + "+0800";

    /// <summary><c>2018-06-14 10:19:42</c>, in China time.</summary>
    public static string Plain(DateTimeOffset time) => time.ToOffset(s_china).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static bool TryParseTime(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length == 22
            && DateTimeOffset.TryParseExact(
                text.Insert(20, ":"),
                "yyyyMMddHHmmssfffzzz",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out time
            );
    }

    public static decimal Yuan(long fen) => fen / 100m;

    public static string YuanText(long fen) => Yuan(fen).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The signature over a path and all parameters but itself.</summary>
    public static string Sign(string secret, string path, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var joined = parameters.Where(p => p.Key != "_aop_signature").Select(p => p.Key + p.Value).Order(StringComparer.Ordinal);
#pragma warning disable CA5350 // 1688 signs with HMAC-SHA1 and nothing else.
        return Convert.ToHexString(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(path + string.Concat(joined))));
#pragma warning restore CA5350
    }

    /// <summary>An argument that is JSON.</summary>
    /// <exception cref="MarketRefusal">It is missing, or is none.</exception>
    public static JsonNode? Json(string? text, string name)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new MarketRefusal("gw.ParamMissing", $"{name} is missing");
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new MarketRefusal("400", $"{name} invalid");
        }
    }
}

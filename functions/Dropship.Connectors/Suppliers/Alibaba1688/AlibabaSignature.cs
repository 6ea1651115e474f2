using System.Security.Cryptography;
using System.Text;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>The signature of 1688's gateway and of its pushed messages.</summary>
internal static class AlibabaSignature
{
    public const string Parameter = "_aop_signature";

    /// <summary>Signs a call, or, with an empty path, a pushed message.</summary>
    /// <param name="secret">The app's secret.</param>
    /// <param name="path">From the protocol word to before the query, such as <c>param2/1/system/currentTime/1000000</c>.</param>
    /// <param name="parameters">All parameters, in the raw text that is sent; the signature itself is left out.</param>
    /// <returns>40 hexadecimal digits in capitals.</returns>
    public static string Compute(string secret, string path, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        // The joined texts are sorted, not the names: the two differ where one name begins another.
        var joined = parameters
            .Where(parameter => parameter.Key != Parameter)
            .Select(parameter => parameter.Key + parameter.Value)
            .Order(StringComparer.Ordinal);
#pragma warning disable CA5350 // 1688 takes HMAC-SHA1 and nothing else.
        return Convert.ToHexString(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(path + string.Concat(joined))));
#pragma warning restore CA5350
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Equal(string expected, string? given) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given.ToUpperInvariant()));
}

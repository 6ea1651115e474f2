using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.Connectors.Couriers;

/// <summary>The signatures of the tracking services.</summary>
internal static class CourierSignatures
{
    /// <summary>Kuaidi100's: MD5 in capital hexadecimal. Of a query over the parameters, the key and the customer; of a callback over the
    /// parameters and the salt.</summary>
    public static string Kuaidi100(params IEnumerable<string> parts) => Md5(string.Concat(parts));

    /// <summary>17TRACK's of a callback: SHA-256 in hexadecimal over the body, a slash and the key.</summary>
    public static string SeventeenTrack(ReadOnlySpan<byte> body, string key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body);
        hash.AppendData(Encoding.UTF8.GetBytes("/" + key));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>AfterShip's of a callback: HMAC-SHA256 in base64 over the body.</summary>
    public static string AfterShipCallback(ReadOnlySpan<byte> body, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>AfterShip's of a call: HMAC-SHA256 in base64 over what the call is made of.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="method">The HTTP method in capitals.</param>
    /// <param name="path">The path with its sorted query.</param>
    /// <param name="date">The call's Date header.</param>
    /// <param name="key">The API key, the one header of AfterShip's own that is sent.</param>
    /// <param name="body">The body; empty for a call without one.</param>
    public static string AfterShipCall(string secret, string method, string path, DateTimeOffset date, string key, string body)
    {
        var text = string.Join(
            '\n',
            method,
            body.Length > 0 ? Md5(body) : string.Empty,
            body.Length > 0 ? "application/json" : string.Empty,
            date.UtcDateTime.ToString("R", CultureInfo.InvariantCulture),
            $"as-api-key:{key}",
            path
        );
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Compares in constant time.</summary>
    public static bool AreEqual(string right, string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(given));

#pragma warning disable CA5351 // These services sign with MD5 and nothing else.
    private static string Md5(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}

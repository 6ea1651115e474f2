using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Http;

/// <summary>
/// Signs calls of our own protocols, to forwarders and to services of the seller's, and their callbacks: HMAC-SHA256, in lower-case
/// hexadecimal, over the time, the method, the path and the body, with a line feed between them.
/// </summary>
internal static class RequestSignature
{
    public const string TimeHeader = "Dropship-Timestamp";
    public const string SignatureHeader = "Dropship-Signature";

    /// <summary>How far the time of a callback may be from ours.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <param name="secret">The secret that both sides know.</param>
    /// <param name="time">Seconds since 1970, UTC.</param>
    /// <param name="method">The HTTP method in capitals.</param>
    /// <param name="path">The path with its query, percent-encoded as it is sent.</param>
    /// <param name="body">The body's bytes; none for a call without one.</param>
    public static string Sign(string secret, long time, string method, string path, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{time}\n{method}\n{path}\n"));
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(head);
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a request to the app is signed with one of some secrets, and not older than <see cref="Window"/>.</summary>
    /// <param name="secrets">The secrets; those that are missing or empty sign nothing.</param>
    public static bool IsGenuine(IEnumerable<string?> secrets, WebhookRequest request, DateTimeOffset now)
    {
        var headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase);
        return secrets.Any(secret =>
            secret is { Length: > 0 }
            && IsGenuine(
                secret,
                headers.GetValueOrDefault(TimeHeader),
                headers.GetValueOrDefault(SignatureHeader),
                request.Address.AbsolutePath,
                request.Body.Span,
                now
            )
        );
    }

    /// <summary>A signed request.</summary>
    /// <param name="secret">The secret that both sides know.</param>
    /// <param name="body">The JSON; none for a call without one.</param>
    /// <param name="now">The time that is signed.</param>
    public static HttpRequestMessage Request(string secret, HttpMethod method, Uri address, byte[] body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add(TimeHeader, time.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(SignatureHeader, Sign(secret, time, method.Method, address.PathAndQuery, body));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    /// <summary>Whether a callback is signed with a secret, and not older than <see cref="Window"/>.</summary>
    public static bool IsGenuine(string secret, string? time, string? signature, string path, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (
            !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Window.TotalSeconds
        )
        {
            return false;
        }

        var right = Encoding.ASCII.GetBytes(Sign(secret, seconds, "POST", path, body));
        return CryptographicOperations.FixedTimeEquals(right, Encoding.ASCII.GetBytes(signature ?? string.Empty));
    }
}

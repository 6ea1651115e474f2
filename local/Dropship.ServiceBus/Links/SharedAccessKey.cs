using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.ServiceBus.Links;

/// <summary>A key and the tokens that are signed with it.</summary>
internal sealed record SharedAccessKey(string Name, string Value)
{
    private const string Scheme = "SharedAccessSignature ";

    /// <summary>Checks a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="path">The path of the entity it is shown for.</param>
    /// <param name="now">The present.</param>
    /// <returns>When it ends.</returns>
    /// <exception cref="BrokerException">It is not valid, and why.</exception>
    public DateTimeOffset Check(string token, string path, DateTimeOffset now)
    {
        if (!token.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw BrokerException.Unauthorized("The token is not a shared access signature.");
        }

        var fields = token[Scheme.Length..].Split('&').Select(field => field.Split('=', 2)).ToLookup(field => field[0], field => field[^1]);
        string Field(string name) => fields[name].FirstOrDefault() ?? throw BrokerException.Unauthorized($"The token has no '{name}'.");
        var resource = Field("sr");
        var expiry = Field("se");
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Value), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        var signature = new byte[expected.Length];
        var isSigned =
            Convert.TryFromBase64String(Uri.UnescapeDataString(Field("sig")), signature, out var length)
            && CryptographicOperations.FixedTimeEquals(expected, signature.AsSpan(0, length));
        if (Uri.UnescapeDataString(Field("skn")) != Name || !isSigned)
        {
            throw BrokerException.Unauthorized("The token is not signed with this namespace's key.");
        }

        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds <= now.ToUnixTimeSeconds())
        {
            throw BrokerException.Unauthorized("The token has ended.");
        }

        return IsWithin(path, PathOf(Uri.UnescapeDataString(resource)))
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : throw BrokerException.Unauthorized($"The token is not for '{path}'.");
    }

    /// <summary>The path of an address such as <c>amqp://host/path</c>, without slashes at its ends.</summary>
    public static string PathOf(string address)
    {
        var host = address.IndexOf("://", StringComparison.Ordinal);
        var start = address.IndexOf('/', host < 0 ? 0 : host + 3);
        return start < 0 ? string.Empty : address[start..].Trim('/');
    }

    /// <summary>Whether a path is another or lies below it.</summary>
    public static bool IsWithin(string path, string above) =>
        above.Length == 0 || (path + "/").StartsWith(above + "/", StringComparison.OrdinalIgnoreCase);
}

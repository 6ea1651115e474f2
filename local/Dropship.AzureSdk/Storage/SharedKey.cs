using System.Security.Cryptography;
using System.Text;

namespace Dropship.AzureSdk.Storage;

/// <summary>The storage account's key at work: HMAC-SHA256 over a string-to-sign, and the strings to sign of both services.</summary>
internal sealed class SharedKey
{
    private readonly byte[] _key;

    /// <exception cref="FormatException">The key is not Base64.</exception>
    public SharedKey(string accountName, string base64Key)
    {
        AccountName = accountName;
        _key = Convert.FromBase64String(base64Key);
    }

    public string AccountName { get; }

    /// <summary>The signature, Base64.</summary>
    public string Sign(string stringToSign)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(stringToSign), hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>What the table service has signed under the scheme SharedKeyLite.</summary>
    /// <param name="date">The value of x-ms-date.</param>
    /// <param name="uri">The address as it is sent.</param>
    public string TableStringToSignLite(string date, Uri uri) => $"{date}\n{TableResource(uri)}";

    /// <summary>What the table service has signed under the scheme SharedKey.</summary>
    public string TableStringToSign(string method, string? contentMd5, string? contentType, string date, Uri uri) =>
        $"{method}\n{contentMd5}\n{contentType}\n{date}\n{TableResource(uri)}";

    /// <summary>What the queue service has signed.</summary>
    /// <param name="method">The verb in capitals.</param>
    /// <param name="header">Gives a header's value as sent, or null.</param>
    /// <param name="storageHeaders">The x-ms-* headers as sent.</param>
    /// <param name="uri">The address as it is sent.</param>
    public string QueueStringToSign(string method, Func<string, string?> header, IEnumerable<KeyValuePair<string, string>> storageHeaders, Uri uri)
    {
        var text = new StringBuilder(256);
        text.Append(method).Append('\n');
        foreach (var name in s_signedHeaders)
        {
            // A length of zero and a date that x-ms-date replaces are signed as empty.
            var value = name is "Date" ? null : header(name);
            text.Append(name is "Content-Length" && value is "0" ? null : value).Append('\n');
        }

        foreach (var (name, value) in storageHeaders
            .Select(h => (Name: h.Key.ToLowerInvariant(), Value: h.Value.Trim()))
            .OrderBy(h => h.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        text.Append('/').Append(AccountName).Append(uri.AbsolutePath);
        foreach (var (name, value) in Query(uri).OrderBy(q => q.Name, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append(':').Append(value);
        }

        return text.ToString();
    }

    private static readonly string[] s_signedHeaders =
    [
        "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
        "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range",
    ];

    private string TableResource(Uri uri)
    {
        var component = Query(uri).FirstOrDefault(q => q.Name == "comp").Value;
        return component is null ? $"/{AccountName}{uri.AbsolutePath}" : $"/{AccountName}{uri.AbsolutePath}?comp={component}";
    }

    private static IEnumerable<(string Name, string Value)> Query(Uri uri) =>
        uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0
                ? (Uri.UnescapeDataString(pair).ToLowerInvariant(), string.Empty)
                : (Uri.UnescapeDataString(pair[..equals]).ToLowerInvariant(), Uri.UnescapeDataString(pair[(equals + 1)..]));
        });
}

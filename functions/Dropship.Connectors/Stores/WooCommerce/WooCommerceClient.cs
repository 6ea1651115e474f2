using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>WooCommerce's REST client: keys over https, one-legged OAuth 1.0a over http, and the words of its refusals.</summary>
internal sealed class WooCommerceClient(ApiClient client, Credentials<WooCommerceCredentials> credentials, TimeProvider time)
{
    private const string Root = "/wp-json/wc/v3/";

    /// <summary>Makes one call.</summary>
    /// <param name="account">The store.</param>
    /// <param name="operation">What the log names it by.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="method">GET reads; all others write.</param>
    /// <param name="path">The path below the interface's root.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="body">What is written; null for a read.</param>
    /// <param name="read">Turns the reply's JSON into the result.</param>
    public async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        string operation,
        string subject,
        HttpMethod method,
        string path,
        (string Name, string Value)[] query,
        object? body,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        if (await credentials.GetAsync(account.SecretName, cancellationToken) is not { ConsumerKey.Length: > 0 } known)
        {
            return CallResult.Unauthorized<T>("no-credentials", $"The secret '{account.SecretName}' holds no consumer key and secret.");
        }

        var call = new ApiRequest
        {
            Connector = WooCommercePlatform.PlatformName,
            Account = account.Id,
            Operation = operation,
            Subject = subject,
            IsRead = method == HttpMethod.Get,
        };
        return await client.SendAsync(
            call,
            () => Request(account, known, method, path, query, body),
            reply => reply.IsSuccess ? CallResult.Success(read(Parse(reply))) : WooCommerceTables.Failed<T>(call, reply),
            cancellationToken
        );
    }

    /// <summary>The OAuth 1.0a signature of a call without a body of form fields.</summary>
    public static string Sign(string method, string address, IEnumerable<(string Name, string Value)> query, string consumerSecret)
    {
        var parameters = string.Join(
            '&',
            query
                .Select(one => (Name: Uri.EscapeDataString(one.Name), Value: Uri.EscapeDataString(one.Value)))
                .OrderBy(one => one.Name, StringComparer.Ordinal)
                .ThenBy(one => one.Value, StringComparer.Ordinal)
                .Select(one => $"{one.Name}={one.Value}")
        );
        var text = $"{method}&{Uri.EscapeDataString(address)}&{Uri.EscapeDataString(parameters)}";
        return Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(Uri.EscapeDataString(consumerSecret) + "&"), Encoding.UTF8.GetBytes(text))
        );
    }

    private static JsonElement Parse(ApiResponse reply)
    {
        try
        {
            return JsonText.Parse(reply.Body, reply.Charset);
        }
        catch (JsonException)
        {
            throw new UnreadableReplyException($"HTTP {reply.Status} with {reply.Body.Length} bytes that are not JSON");
        }
    }

    private HttpRequestMessage Request(
        StoreAccount account,
        WooCommerceCredentials known,
        HttpMethod method,
        string path,
        (string Name, string Value)[] query,
        object? body
    )
    {
        var address = account.Endpoint.AbsoluteUri.TrimEnd('/') + Root + path;
        var isSecure = account.Endpoint.Scheme == Uri.UriSchemeHttps;
        (string Name, string Value)[] all =
            !isSecure ? WithSignature(known, method, address, query)
            : known.KeysInAddress ? [.. query, ("consumer_key", known.ConsumerKey), ("consumer_secret", known.ConsumerSecret)]
            : query;
        var tail = string.Join('&', all.Select(one => $"{Uri.EscapeDataString(one.Name)}={Uri.EscapeDataString(one.Value)}"));
        var request = new HttpRequestMessage(method, new Uri(tail.Length == 0 ? address : $"{address}?{tail}"));
        if (isSecure && !known.KeysInAddress)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{known.ConsumerKey}:{known.ConsumerSecret}"))
            );
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        return request;
    }

    private (string Name, string Value)[] WithSignature(
        WooCommerceCredentials known,
        HttpMethod method,
        string address,
        (string Name, string Value)[] query
    )
    {
        (string Name, string Value)[] signed =
        [
            .. query,
            ("oauth_consumer_key", known.ConsumerKey),
            ("oauth_nonce", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))),
            ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
        return [.. signed, ("oauth_signature", Sign(method.Method, address, signed, known.ConsumerSecret))];
    }
}

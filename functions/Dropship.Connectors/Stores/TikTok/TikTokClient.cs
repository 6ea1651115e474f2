using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>TikTok Shop's client: signs requests, names the shop by its cipher, reads reply envelopes.</summary>
internal sealed class TikTokClient(TokenCalls<TikTokCredentials> calls, TikTokAuth auth, TimeProvider time)
{
    // TikTok allows 50 calls a second for each shop and interface, and tells no time to wait.
    private const double CallsPerSecond = 20;

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(StoreAccount account) => auth.Forget(account);

    /// <summary>Reads from a shop.</summary>
    /// <param name="operation">The call's name in the log.</param>
    /// <param name="path">The path, as it is signed.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="read">Turns the reply's <c>data</c> into the result.</param>
    public Task<CallResult<T>> GetAsync<T>(
        StoreAccount account,
        string operation,
        string path,
        (string Name, string Value)[] query,
        string subject,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    ) => SendAsync(account, CallOf(account, operation, subject, isRead: true), HttpMethod.Get, path, query, null, read, cancellationToken);

    /// <summary>Searches in a shop: a read whose question is partly in the body.</summary>
    public Task<CallResult<T>> SearchAsync<T>(
        StoreAccount account,
        string operation,
        string path,
        (string Name, string Value)[] query,
        object body,
        string subject,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    ) => SendAsync(account, CallOf(account, operation, subject, isRead: true), HttpMethod.Post, path, query, body, read, cancellationToken);

    /// <summary>Writes to a shop.</summary>
    public Task<CallResult<T>> PostAsync<T>(
        StoreAccount account,
        string operation,
        string path,
        object body,
        string subject,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    ) => SendAsync(account, CallOf(account, operation, subject, isRead: false), HttpMethod.Post, path, [], body, read, cancellationToken);

    /// <summary>The signature: lower-case hexadecimal HMAC-SHA256 over the path, all parameters in their order, and the body as it goes
    /// out, between two secrets.</summary>
    public static string Sign(string secret, string path, IEnumerable<(string Name, string Value)> query, string body)
    {
        var parameters = query
            .Where(one => one.Name is not ("sign" or "access_token"))
            .OrderBy(one => one.Name, StringComparer.Ordinal)
            .SelectMany(one => (string[])[one.Name, one.Value]);
        var text = $"{secret}{path}{string.Concat(parameters)}{body}{secret}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A signed request.</summary>
    /// <param name="body">The body as it goes out; empty for none.</param>
    public static HttpRequestMessage Request(
        Uri endpoint,
        TikTokCredentials known,
        DateTimeOffset now,
        HttpMethod method,
        string path,
        (string Name, string Value)[] query,
        string body
    )
    {
        (string Name, string Value)[] signed =
        [
            .. query,
            ("app_key", known.AppKey),
            ("timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
        signed = [.. signed, ("sign", Sign(known.AppSecret, path, signed, body))];
        var question = string.Join('&', signed.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"));
        return new HttpRequestMessage(method, $"{endpoint.AbsoluteUri.TrimEnd('/')}{path}?{question}")
        {
            Headers = { { "x-tts-access-token", known.AccessToken } },
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
    }

    /// <summary>Reads an envelope.</summary>
    public static CallResult<T> Read<T>(ApiRequest call, ApiResponse reply, Func<JsonElement, T> read)
    {
        if (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed;
        }

        var json = reply.ReadObject();
        var code = json.Text("code");
        return code == "0"
            ? CallResult.Success(read(json.OptionalField("data") ?? default))
            : TikTokTables.Failed<T>(call, code, json.OptionalText("message") ?? "no message");
    }

    /// <summary>What a call is to the pacer and the log.</summary>
    public static ApiRequest CallOf(StoreAccount account, string operation, string subject, bool isRead) =>
        new()
        {
            Connector = TikTokPlatform.PlatformName,
            Account = account.Id,
            Operation = operation,
            Subject = subject,
            IsRead = isRead,
            CallsPerSecond = CallsPerSecond,
            Burst = (int)CallsPerSecond,
        };

    private async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        ApiRequest call,
        HttpMethod method,
        string path,
        (string Name, string Value)[] query,
        object? body,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        if (account.ShopId is null)
        {
            return CallResult.Unauthorized<T>("no-consent", "The seller has not let the app in yet: ask for the consent.");
        }

        var content = body is null ? string.Empty : JsonSerializer.Serialize(body);
        return await calls.SendAsync(
            account,
            call,
            (current, token) => auth.RefreshAsync(account, current, token),
            known =>
            {
                // Which shops there are is asked without one.
                (string, string)[] shop = known.ShopCipher is { } cipher && path != TikTokAuth.ShopsPath ? [("shop_cipher", cipher)] : [];
                return Request(account.Endpoint, known, time.GetUtcNow(), method, path, [.. query, .. shop], content);
            },
            reply => Read(call, reply, read),
            TikTokTables.IsTokenRefused,
            cancellationToken
        );
    }
}

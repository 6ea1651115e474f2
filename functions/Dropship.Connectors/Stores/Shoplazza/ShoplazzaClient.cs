using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shoplazza;

/// <summary>Shoplazza's Admin API client: access tokens, reply envelopes, consent.</summary>
internal sealed class ShoplazzaClient(
    ApiClient client,
    TokenCalls<AppCredentials> calls,
    OAuthTokens<AppCredentials> tokens,
    Credentials<AppCredentials> credentials,
    TimeProvider time
)
{
    private const string Root = "/openapi/2026-01/";
    private const string Scopes = "read_order write_order";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(StoreAccount account) => tokens.Forget(account.SecretName);

    /// <summary>Makes one call.</summary>
    /// <param name="account">The store.</param>
    /// <param name="operation">What the log names it by.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="method">GET reads; all others write.</param>
    /// <param name="path">The path below the interface's root, with its query.</param>
    /// <param name="body">What is written; null for a read.</param>
    /// <param name="find">Finds what was asked for in the reply's <c>data</c>.</param>
    /// <param name="map">Turns it into the result.</param>
    public Task<CallResult<T>> SendAsync<TFound, T>(
        StoreAccount account,
        string operation,
        string subject,
        HttpMethod method,
        string path,
        object? body,
        Func<JsonElement, TFound> find,
        Func<TFound, T> map,
        CancellationToken cancellationToken
    )
    {
        var call = Call(account, operation, subject, isRead: method == HttpMethod.Get);
        return calls.SendAsync(
            account,
            call,
            (current, token) =>
                AskAsync(
                    account,
                    current,
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["grant_type"] = "refresh_token",
                        ["refresh_token"] = current.RefreshToken!,
                    },
                    (_, granted) => CallResult.Success(granted),
                    token
                ),
            known =>
            {
                var request = new HttpRequestMessage(method, account.Endpoint.AbsoluteUri.TrimEnd('/') + Root + path);
                request.Headers.Add("Access-Token", known.AccessToken);
                request.Content = body is null ? null : Json(body);
                return request;
            },
            reply => Read(call, reply, data => map(find(data))),
            ShoplazzaTables.IsTokenRefused,
            cancellationToken
        );
    }

    /// <summary>The page of consent. Shoplazza leads back to an address that is registered with the app.</summary>
    public async Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken)
    {
        if (await credentials.ReadAsync(account.SecretName, cancellationToken) is not { RedirectName: { } redirect } known)
        {
            return NoCredentials<Uri>();
        }

        return CallResult.Success(
            new Uri(
                $"{AuthOf(account, known)}/authorize?response_type=code&client_id={Uri.EscapeDataString(known.AppKey)}"
                    + $"&redirect_uri={Uri.EscapeDataString(redirect)}&scope={Uri.EscapeDataString(Scopes)}&{callback.Query.TrimStart('?')}"
            )
        );
    }

    public async Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    )
    {
        if (!answer.TryGetValue("code", out var code))
        {
            return CallResult.Refused<StoreGrant>("no-code", "Shoplazza's answer brings no code: log in as the merchant and agree.");
        }

        if (await credentials.ReadAsync(account.SecretName, cancellationToken) is not { RedirectName: { } redirect } known)
        {
            return NoCredentials<StoreGrant>();
        }

        if (!IsSigned(known, answer))
        {
            return CallResult.Refused<StoreGrant>("bad-signature", "The answer of the page of consent is not signed by Shoplazza.");
        }

        if (!string.Equals(answer.GetValueOrDefault("shop"), account.Endpoint.Host, StringComparison.OrdinalIgnoreCase))
        {
            return CallResult.Refused<StoreGrant>("other-shop", $"The consent is of another store than {account.Endpoint.Host}.");
        }

        return await AskAsync(
            account,
            known,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = redirect,
            },
            (json, granted) => CallResult.Success(new StoreGrant(json.Text("store_id"), JsonSerializer.Serialize(granted, s_json))),
            cancellationToken
        );
    }

    /// <summary>The signature of a callback: hexadecimal HMAC-SHA256 over its query, in the order of its names, without the
    /// signature.</summary>
    public static string Sign(string secret, IEnumerable<KeyValuePair<string, string>> query) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret),
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '&',
                        query
                            .Where(one => one.Key != "hmac")
                            .OrderBy(one => one.Key, StringComparer.Ordinal)
                            .Select(one => $"{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(one.Value)}")
                    )
                )
            )
        );

    private static bool IsSigned(AppCredentials known, IReadOnlyDictionary<string, string> answer) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(answer.GetValueOrDefault("hmac") ?? string.Empty),
            Encoding.UTF8.GetBytes(Sign(known.AppSecret, answer))
        );

    private static string AuthOf(StoreAccount account, AppCredentials known) =>
        (known.AuthEndpoint ?? account.Endpoint).AbsoluteUri.TrimEnd('/') + "/admin/oauth";

    private async Task<CallResult<T>> AskAsync<T>(
        StoreAccount account,
        AppCredentials current,
        Dictionary<string, string> fields,
        Func<JsonElement, AppCredentials, CallResult<T>> read,
        CancellationToken cancellationToken
    )
    {
        // A code is spent by the call, so that it is no read.
        var call = Call(account, "token", "-", isRead: false);
        fields["client_id"] = current.AppKey;
        fields["client_secret"] = current.AppSecret;
        return await client.SendAsync(
            call,
            () => new HttpRequestMessage(HttpMethod.Post, AuthOf(account, current) + "/token") { Content = Json(fields) },
            reply =>
            {
                if (!reply.IsSuccess)
                {
                    return ShoplazzaTables.TokenFailed<T>(call, reply);
                }

                var json = reply.ReadObject();
                var now = time.GetUtcNow();
                var life = json.OptionalWhole("expires_at") is { } end ? end - now.ToUnixTimeSeconds() : json.Whole("expires_in");
                return read(json, current.WithTokens(now, json.Text("access_token"), life, json.OptionalText("refresh_token"), null));
            },
            cancellationToken
        );
    }

    private static CallResult<T> Read<T>(ApiRequest call, ApiResponse reply, Func<JsonElement, T> read)
    {
        if (!reply.IsSuccess)
        {
            return ShoplazzaTables.Failed<T>(call, reply);
        }

        // A refusal may come with the status of a success.
        var json = reply.ReadObject();
        return json.Text("code") == ShoplazzaTables.Success
            ? CallResult.Success(read(json.Object("data")))
            : ShoplazzaTables.Failed<T>(call, reply);
    }

    private static ByteArrayContent Json(object body) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static CallResult<T> NoCredentials<T>() =>
        CallResult.Unauthorized<T>(
            "no-credentials",
            "The secret must hold the app's keys and its redirectName (the address to lead back to)."
        );

    private static ApiRequest Call(StoreAccount account, string operation, string subject, bool isRead) =>
        new()
        {
            Connector = ShoplazzaPlatform.PlatformName,
            Account = account.Id,
            Operation = operation,
            Subject = subject,
            IsRead = isRead,
            CallsPerSecond = 2,
            Burst = 20,
        };
}

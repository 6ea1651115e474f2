using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Ebay;

/// <summary>eBay's REST client: bearer tokens, consent, and the words of its refusals.</summary>
internal sealed class EbayClient(
    ApiClient client,
    TokenCalls<AppCredentials> calls,
    OAuthTokens<AppCredentials> tokens,
    Credentials<AppCredentials> credentials,
    TimeProvider time
)
{
    private const string TokenPath = "/identity/v1/oauth2/token";
    private const string Scopes =
        "https://api.ebay.com/oauth/api_scope/sell.fulfillment https://api.ebay.com/oauth/api_scope/commerce.identity.readonly";

    private static readonly Uri s_auth = new("https://auth.ebay.com");
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan s_renewedBefore = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, AppToken> _appTokens = new(StringComparer.Ordinal);

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(StoreAccount account) => tokens.Forget(account.SecretName);

    /// <summary>Reads something.</summary>
    /// <param name="operation">What the log names it by.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="find">Finds what was asked for in the reply.</param>
    /// <param name="map">Turns it into the result.</param>
    public Task<CallResult<T>> GetAsync<TFound, T>(
        StoreAccount account,
        string operation,
        string subject,
        string path,
        Func<JsonElement, TFound> find,
        Func<TFound, T> map,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            operation,
            subject,
            isRead: true,
            () => new HttpRequestMessage(HttpMethod.Get, account.Endpoint.AbsoluteUri.TrimEnd('/') + path),
            reply => map(find(reply.ReadObject())),
            cancellationToken
        );

    /// <summary>Writes something; a success has no content.</summary>
    public Task<CallResult<Unit>> PostAsync(
        StoreAccount account,
        string operation,
        string subject,
        string path,
        object body,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            operation,
            subject,
            isRead: false,
            () =>
                new HttpRequestMessage(HttpMethod.Post, account.Endpoint.AbsoluteUri.TrimEnd('/') + path)
                {
                    Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body))
                    {
                        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                    },
                },
            reply =>
            {
                reply.ReadNothing();
                return default(Unit);
            },
            cancellationToken
        );

    /// <summary>The page of consent. eBay leads back to the address that is registered under the RuName, and brings our state
    /// along.</summary>
    public async Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken)
    {
        if (await credentials.ReadAsync(account.SecretName, cancellationToken) is not { RedirectName: { } name } known)
        {
            return CallResult.Unauthorized<Uri>("no-credentials", "The secret must hold the app's keys and its redirectName (RuName).");
        }

        var state = callback.Query.TrimStart('?');
        return CallResult.Success(
            new Uri(
                $"{(known.AuthEndpoint ?? s_auth).AbsoluteUri.TrimEnd('/')}/oauth2/authorize?response_type=code"
                    + $"&client_id={Uri.EscapeDataString(known.AppKey)}&redirect_uri={Uri.EscapeDataString(name)}"
                    + $"&scope={Uri.EscapeDataString(Scopes)}&{state}"
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
            return CallResult.Refused<StoreGrant>("no-code", "eBay's answer brings no code: log in as the seller and agree.");
        }

        if (await credentials.ReadAsync(account.SecretName, cancellationToken) is not { RedirectName: { } name } known)
        {
            return CallResult.Unauthorized<StoreGrant>("no-credentials", "The secret must hold the app's keys and its redirectName.");
        }

        var granted = await AskAsync(
            account,
            known,
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", name)],
            cancellationToken
        );
        if (!granted.IsSuccess)
        {
            return granted.As<StoreGrant>();
        }

        var call = Call(account, "user", "-", isRead: true);
        return await client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Get, IdentityOf(account.Endpoint) + "/commerce/identity/v1/user/")
                {
                    Headers = { Authorization = new AuthenticationHeaderValue("Bearer", granted.Value.AccessToken) },
                },
            reply =>
                reply.IsSuccess
                    ? CallResult.Success(new StoreGrant(reply.ReadObject().Text("userId"), JsonSerializer.Serialize(granted.Value, s_json)))
                    : EbayTables.Failed<StoreGrant>(call, reply),
            cancellationToken
        );
    }

    /// <summary>Reads something of the app's own, with a token of the app that is kept. These calls are paced by themselves: strangers can
    /// bring them about.</summary>
    public async Task<CallResult<T>> GetForAppAsync<T>(
        StoreAccount account,
        AppCredentials known,
        string operation,
        string path,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        var kept = _appTokens.GetOrAdd($"{account.Endpoint}|{known.AppKey}", _ => new AppToken());
        var token = await GetAppTokenAsync(account, known, kept, cancellationToken);
        if (!token.IsSuccess)
        {
            return token.As<T>();
        }

        var call = ForApp(Call(account, operation, "-", isRead: true));
        var result = await client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Get, account.Endpoint.AbsoluteUri.TrimEnd('/') + path)
                {
                    Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token.Value) },
                },
            reply => reply.IsSuccess ? CallResult.Success(read(reply.ReadObject())) : EbayTables.Failed<T>(call, reply),
            cancellationToken
        );
        if (result.Problem is { Kind: ProblemKind.Unauthorized })
        {
            kept.Token = null;
        }

        return result;
    }

    private async Task<CallResult<string>> GetAppTokenAsync(
        StoreAccount account,
        AppCredentials known,
        AppToken kept,
        CancellationToken cancellationToken
    )
    {
        await kept.Gate.WaitAsync(cancellationToken);
        try
        {
            if (kept.Token is { } token && time.GetUtcNow() < kept.RenewAt)
            {
                return CallResult.Success(token);
            }

            var asked = await AskAsync(
                account,
                ForApp(TokenCall(account)),
                known,
                [("grant_type", "client_credentials"), ("scope", "https://api.ebay.com/oauth/api_scope")],
                cancellationToken
            );
            if (!asked.IsSuccess)
            {
                return asked.As<string>();
            }

            kept.Token = asked.Value.AccessToken;
            kept.RenewAt = (asked.Value.AccessTokenExpiresAt ?? time.GetUtcNow()) - s_renewedBefore;
            return CallResult.Success(asked.Value.AccessToken!);
        }
        finally
        {
            kept.Gate.Release();
        }
    }

    private static ApiRequest ForApp(ApiRequest call) =>
        call with
        {
            PacedWith = $"{call.Account}:app",
            CallsPerSecond = 1,
            MayComeLater = true,
        };

    // Users are told by another host than orders.
    private static string IdentityOf(Uri endpoint)
    {
        var address = endpoint.AbsoluteUri.TrimEnd('/');
        return address.Replace("//api.", "//apiz.", StringComparison.Ordinal);
    }

    private async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        string operation,
        string subject,
        bool isRead,
        Func<HttpRequestMessage> makeRequest,
        Func<ApiResponse, T> read,
        CancellationToken cancellationToken
    )
    {
        if (account.ShopId is null)
        {
            return CallResult.Unauthorized<T>("no-consent", "The seller has not let the app in yet: ask for the consent.");
        }

        var call = Call(account, operation, subject, isRead);
        return await calls.SendAsync(
            account,
            call,
            (current, token) =>
                AskAsync(account, current, [("grant_type", "refresh_token"), ("refresh_token", current.RefreshToken!)], token),
            known =>
            {
                var request = makeRequest();
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", known.AccessToken);
                return request;
            },
            reply => reply.IsSuccess ? CallResult.Success(read(reply)) : EbayTables.Failed<T>(call, reply),
            EbayTables.IsTokenRefused,
            cancellationToken
        );
    }

    private Task<CallResult<AppCredentials>> AskAsync(
        StoreAccount account,
        AppCredentials current,
        (string Name, string Value)[] fields,
        CancellationToken cancellationToken
    ) => AskAsync(account, TokenCall(account), current, fields, cancellationToken);

    // A code is spent by the call, so that it is no read.
    private static ApiRequest TokenCall(StoreAccount account) => Call(account, "token", "-", isRead: false);

    private Task<CallResult<AppCredentials>> AskAsync(
        StoreAccount account,
        ApiRequest call,
        AppCredentials current,
        (string Name, string Value)[] fields,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Post, account.Endpoint.AbsoluteUri.TrimEnd('/') + TokenPath)
                {
                    Content = new FormUrlEncodedContent(fields.Select(one => KeyValuePair.Create(one.Name, one.Value))),
                    Headers =
                    {
                        Authorization = new AuthenticationHeaderValue(
                            "Basic",
                            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{current.AppKey}:{current.AppSecret}"))
                        ),
                    },
                },
            reply =>
            {
                if (!reply.IsSuccess)
                {
                    return EbayTables.TokenFailed(call, reply);
                }

                // A refresh brings no new refresh token.
                var json = reply.ReadObject();
                return CallResult.Success(
                    current.WithTokens(
                        time.GetUtcNow(),
                        json.Text("access_token"),
                        json.Whole("expires_in"),
                        json.OptionalText("refresh_token"),
                        json.OptionalWhole("refresh_token_expires_in")
                    )
                );
            },
            cancellationToken
        );

    private static ApiRequest Call(StoreAccount account, string operation, string subject, bool isRead) =>
        new()
        {
            Connector = EbayPlatform.PlatformName,
            Account = account.Id,
            Operation = operation,
            Subject = subject,
            IsRead = isRead,
            CallsPerSecond = 5,
            Burst = 5,
        };

    private sealed class AppToken
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public string? Token { get; set; }

        public DateTimeOffset RenewAt { get; set; }
    }
}

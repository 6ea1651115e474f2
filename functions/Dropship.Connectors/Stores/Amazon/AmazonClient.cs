using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Amazon;

/// <summary>Amazon's Selling Partner client: tokens of Login with Amazon, one rate for each operation, and the words of its
/// refusals.</summary>
internal sealed class AmazonClient(
    ApiClient client,
    TokenCalls<AppCredentials> calls,
    OAuthTokens<AppCredentials> tokens,
    Credentials<AppCredentials> credentials,
    TimeProvider time
)
{
    // Amazon names no end, and asks each seller anew after a year.
    private static readonly TimeSpan s_consentLife = TimeSpan.FromDays(365);

    private static readonly Uri s_login = new("https://api.amazon.com");
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(StoreAccount account) => tokens.Forget(account.SecretName);

    /// <summary>Reads something.</summary>
    /// <param name="rate">The operation.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="find">Finds what was asked for in the reply.</param>
    /// <param name="map">Turns it into the result.</param>
    public Task<CallResult<T>> GetAsync<TFound, T>(
        StoreAccount account,
        AmazonRate rate,
        string subject,
        Func<AppCredentials, string> path,
        Func<JsonElement, TFound> find,
        Func<TFound, T> map,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            rate,
            subject,
            isRead: true,
            known => new HttpRequestMessage(HttpMethod.Get, account.Endpoint.AbsoluteUri.TrimEnd('/') + path(known)),
            reply => map(find(reply.ReadObject())),
            cancellationToken
        );

    /// <summary>Writes something; a success has no content.</summary>
    public Task<CallResult<Unit>> PostAsync(
        StoreAccount account,
        AmazonRate rate,
        string subject,
        string path,
        Func<AppCredentials, object> body,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            account,
            rate,
            subject,
            isRead: false,
            known => new HttpRequestMessage(HttpMethod.Post, account.Endpoint.AbsoluteUri.TrimEnd('/') + path)
            {
                Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body(known)))
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

    /// <summary>The page of consent in the Seller Central of the endpoint's region.</summary>
    public async Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        await credentials.ReadAsync(account.SecretName, cancellationToken) is { RedirectName: { } app } known
            ? CallResult.Success(
                new Uri(
                    $"{SellerCentralOf(account, known)}/apps/authorize/consent?application_id={Uri.EscapeDataString(app)}"
                        + $"&{callback.Query.TrimStart('?')}"
                )
            )
            : NoCredentials<Uri>();

    public async Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    )
    {
        if (!answer.TryGetValue("spapi_oauth_code", out var code) || !answer.TryGetValue("selling_partner_id", out var seller))
        {
            return CallResult.Refused<StoreGrant>("no-code", "Amazon's answer brings no code and seller: log in as the seller and agree.");
        }

        if (await credentials.ReadAsync(account.SecretName, cancellationToken) is not { MarketplaceId: { } market } known)
        {
            return NoCredentials<StoreGrant>();
        }

        var granted = await AskAsync(account, known, [("grant_type", "authorization_code"), ("code", code)], cancellationToken);

        // One seller sells in several markets, and each of them is a store.
        return granted.Map(fresh => new StoreGrant(
            $"{seller}/{market}",
            JsonSerializer.Serialize(fresh with { RefreshTokenExpiresAt = time.GetUtcNow() + s_consentLife }, s_json)
        ));
    }

    private static string SellerCentralOf(StoreAccount account, AppCredentials known) =>
        known.AuthEndpoint?.AbsoluteUri.TrimEnd('/')
        ?? (
            account.Endpoint.Host.Contains("-eu.", StringComparison.Ordinal) ? "https://sellercentral-europe.amazon.com"
            : account.Endpoint.Host.Contains("-fe.", StringComparison.Ordinal) ? "https://sellercentral.amazon.co.jp"
            : "https://sellercentral.amazon.com"
        );

    private async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        AmazonRate rate,
        string subject,
        bool isRead,
        Func<AppCredentials, HttpRequestMessage> makeRequest,
        Func<ApiResponse, T> read,
        CancellationToken cancellationToken
    )
    {
        var call = new ApiRequest
        {
            Connector = AmazonPlatform.PlatformName,
            Account = account.Id,
            Operation = rate.Operation,
            Subject = subject,
            IsRead = isRead,
            PacedWith = $"{account.Id}:{rate.Operation}",
            CallsPerSecond = rate.PerSecond,
            Burst = rate.Burst,

            // Listings have minutes between them; the next pull asks again.
            MayComeLater = isRead,
        };
        return await calls.SendAsync(
            account,
            call,
            (current, token) =>
                AskAsync(account, current, [("grant_type", "refresh_token"), ("refresh_token", current.RefreshToken!)], token),
            known =>
            {
                var request = makeRequest(known);
                request.Headers.Add("x-amz-access-token", known.AccessToken);
                request.Headers.Add("x-amz-date", time.GetUtcNow().ToString("yyyyMMddTHHmmssZ", CultureInfo.InvariantCulture));
                request.Headers.UserAgent.ParseAdd("Dropship/1.0 (Language=CSharp)");
                return request;
            },
            reply => reply.IsSuccess ? CallResult.Success(read(reply)) : AmazonTables.Failed<T>(call, reply),
            AmazonTables.IsTokenRefused,
            cancellationToken
        );
    }

    private Task<CallResult<AppCredentials>> AskAsync(
        StoreAccount account,
        AppCredentials current,
        (string Name, string Value)[] fields,
        CancellationToken cancellationToken
    )
    {
        // A code is spent by the call, so that it is no read.
        var call = new ApiRequest
        {
            Connector = AmazonPlatform.PlatformName,
            Account = account.Id,
            Operation = "token",
            IsRead = false,
        };
        return client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Post, (current.AuthEndpoint ?? s_login).AbsoluteUri.TrimEnd('/') + "/auth/o2/token")
                {
                    Content = new FormUrlEncodedContent(
                        fields
                            .Append(("client_id", current.AppKey))
                            .Append(("client_secret", current.AppSecret))
                            .Select(one => KeyValuePair.Create(one.Item1, one.Item2))
                    ),
                },
            reply =>
            {
                if (!reply.IsSuccess)
                {
                    return AmazonTables.TokenFailed(call, reply);
                }

                var json = reply.ReadObject();
                return CallResult.Success(
                    current.WithTokens(
                        time.GetUtcNow(),
                        json.Text("access_token"),
                        json.Whole("expires_in"),
                        json.OptionalText("refresh_token"),
                        null
                    )
                );
            },
            cancellationToken
        );
    }

    private static CallResult<T> NoCredentials<T>() =>
        CallResult.Unauthorized<T>(
            "no-credentials",
            "The secret must hold appKey, appSecret, redirectName (the app's id) and marketplaceId."
        );
}

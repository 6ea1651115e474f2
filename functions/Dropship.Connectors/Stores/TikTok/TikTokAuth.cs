using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>The seller's consent, its tokens and its shop. Calls about tokens are not signed.</summary>
internal sealed class TikTokAuth(
    ApiClient client,
    OAuthTokens<TikTokCredentials> tokens,
    Credentials<TikTokCredentials> credentials,
    TimeProvider time
)
{
    public const string ShopsPath = "/authorization/202309/shops";

    private static readonly Uri s_consent = new("https://services.tiktokshop.com");
    private static readonly Uri s_tokens = new("https://auth.tiktok-shops.com");
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(StoreAccount account) => tokens.Forget(account.SecretName);

    /// <summary>The page of consent. It leads back to the address that the app was registered with, and keeps our state.</summary>
    public async Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        await credentials.ReadAsync(account.SecretName, cancellationToken) is { ServiceId: { } service } known
            ? CallResult.Success(
                new Uri(
                    $"{(known.ConsentEndpoint ?? known.AuthEndpoint ?? s_consent).AbsoluteUri.TrimEnd('/')}/open/authorize"
                        + $"?service_id={Uri.EscapeDataString(service)}&{callback.Query.TrimStart('?')}"
                )
            )
            : NoCredentials<Uri>();

    public async Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    )
    {
        if (!answer.TryGetValue("code", out var code))
        {
            return CallResult.Refused<StoreGrant>("no-code", "TikTok's answer brings no code: log in as the shop's owner and agree.");
        }

        if (await credentials.ReadAsync(account.SecretName, cancellationToken) is not { } known)
        {
            return NoCredentials<StoreGrant>();
        }

        var granted = await AskAsync(
            account,
            known,
            "token_get",
            "/api/v2/token/get",
            [("auth_code", code), ("grant_type", "authorized_code")],
            cancellationToken
        );
        if (!granted.IsSuccess)
        {
            return granted.As<StoreGrant>();
        }

        var call = TikTokClient.CallOf(account, "shops", "-", isRead: true);
        var shops = await client.SendAsync(
            call,
            () => TikTokClient.Request(account.Endpoint, granted.Value, time.GetUtcNow(), HttpMethod.Get, ShopsPath, [], string.Empty),
            reply => TikTokClient.Read(call, reply, ReadShops),
            cancellationToken
        );
        return !shops.IsSuccess ? shops.As<StoreGrant>()
            : Choose(account, shops.Value) is { } shop
                ? CallResult.Success(
                    new StoreGrant(
                        shop.Id,
                        JsonSerializer.Serialize(granted.Value with { ShopCipher = shop.Cipher, Region = shop.Region }, s_json)
                    )
                )
            : CallResult.Refused<StoreGrant>(
                "no-shop",
                $"The seller let us into {shops.Value.Count} shops, and it is not clear which is meant: set the account's shopId."
            );
    }

    /// <summary>The shops in a reply.</summary>
    /// <exception cref="UnreadableReplyException">A shop has no id or cipher.</exception>
    public static IReadOnlyList<TikTokShop> ReadShops(JsonElement data) =>
        [
            .. data.Items("shops")
                .Select(shop => new TikTokShop(
                    shop.Text("id"),
                    shop.OptionalText("name") ?? string.Empty,
                    shop.Text("region"),
                    shop.Text("cipher")
                )),
        ];

    /// <summary>Asks for the tokens that follow the present ones.</summary>
    public Task<CallResult<TikTokCredentials>> RefreshAsync(
        StoreAccount account,
        TikTokCredentials current,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            account,
            current,
            "token_refresh",
            "/api/v2/token/refresh",
            [("refresh_token", current.RefreshToken!), ("grant_type", "refresh_token")],
            cancellationToken
        );

    // A seller may have a shop in each of several markets.
    private static TikTokShop? Choose(StoreAccount account, IReadOnlyList<TikTokShop> shops)
    {
        if (shops.Count == 1)
        {
            return shops[0];
        }

        var fitting = shops.Where(shop => shop.Id == account.ShopId).ToList();
        if (fitting.Count == 0)
        {
            fitting = [.. shops.Where(shop => TikTokTables.CurrencyOf(shop.Region) == account.Currency)];
        }

        return fitting.Count == 1 ? fitting[0] : null;
    }

    private Task<CallResult<TikTokCredentials>> AskAsync(
        StoreAccount account,
        TikTokCredentials current,
        string operation,
        string path,
        (string Name, string Value)[] given,
        CancellationToken cancellationToken
    )
    {
        // A code is spent by the call, so that it is no read.
        var call = TikTokClient.CallOf(account, operation, "-", isRead: false);
        (string Name, string Value)[] query = [("app_key", current.AppKey), ("app_secret", current.AppSecret), .. given];
        return client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(
                    HttpMethod.Get,
                    $"{(current.AuthEndpoint ?? s_tokens).AbsoluteUri.TrimEnd('/')}{path}"
                        + $"?{string.Join('&', query.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"))}"
                ),
            reply =>
            {
                if (CallProblems.OfStatus<TikTokCredentials>(call, reply) is { } failed)
                {
                    return failed;
                }

                var json = reply.ReadObject();
                var code = json.Text("code");
                return code == "0"
                    ? CallResult.Success(WithTokens(current, json.Object("data")))
                    : TikTokTables.TokenFailed(call, code, json.OptionalText("message") ?? "no message");
            },
            cancellationToken
        );
    }

    // The ends are times, and no durations.
    private static TikTokCredentials WithTokens(TikTokCredentials current, JsonElement data) =>
        current with
        {
            AccessToken = data.Text("access_token"),
            AccessTokenExpiresAt = TikTokMapper.Time(data, "access_token_expire_in"),
            RefreshToken = data.OptionalText("refresh_token") ?? current.RefreshToken,
            RefreshTokenExpiresAt = TikTokMapper.OptionalTime(data, "refresh_token_expire_in") ?? current.RefreshTokenExpiresAt,
        };

    private static CallResult<T> NoCredentials<T>() =>
        CallResult.Unauthorized<T>("no-credentials", "The secret must hold appKey, appSecret and serviceId.");
}

/// <summary>A shop that the seller let us into.</summary>
internal sealed record TikTokShop(string Id, string Name, string Region, string Cipher);

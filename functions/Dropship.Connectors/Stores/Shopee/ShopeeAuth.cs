using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>The seller's consent and its tokens. A refresh token works once, so the new pair is stored before use.</summary>
internal sealed class ShopeeAuth(
    ApiClient client,
    OAuthTokens<ShopeeCredentials> tokens,
    Credentials<ShopeeCredentials> credentials,
    TimeProvider time
)
{
    private const string ConsentPath = "/api/v2/shop/auth_partner";
    private const string CodePath = "/api/v2/auth/token/get";
    private const string RefreshPath = "/api/v2/auth/access_token/get";

    // Where the lifetime is said as a number above this, it is the time itself.
    private const long EarliestTime = 1_000_000_000;

    private static readonly TimeSpan s_refreshLife = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_consentLife = TimeSpan.FromDays(365);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Has the next call read the credentials as they are stored.</summary>
    public void Forget(StoreAccount account) => tokens.Forget(account.SecretName);

    public async Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        await credentials.ReadAsync(account.SecretName, cancellationToken) is { } known
            ? CallResult.Success(
                ShopeeClient.PublicAddress(account, known, ConsentPath, time.GetUtcNow(), ("redirect", callback.AbsoluteUri))
            )
            : NoCredentials<Uri>(account);

    public async Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    )
    {
        if (
            !answer.TryGetValue("code", out var code)
            || !answer.TryGetValue("shop_id", out var shop)
            || !long.TryParse(shop, NumberStyles.None, CultureInfo.InvariantCulture, out var shopId)
        )
        {
            return CallResult.Refused<StoreGrant>(
                "no-code",
                "Shopee's answer names no code and shop: log in with the shop's own account and agree."
            );
        }

        if (await credentials.ReadAsync(account.SecretName, cancellationToken) is not { } known)
        {
            return NoCredentials<StoreGrant>(account);
        }

        var granted = await AskAsync(
            account,
            CodePath,
            known,
            new
            {
                code,
                partner_id = known.PartnerId,
                shop_id = shopId,
            },
            cancellationToken
        );
        return granted.Map(fresh => new StoreGrant(
            shop,
            JsonSerializer.Serialize(fresh with { ConsentEndsAt = time.GetUtcNow() + s_consentLife }, s_json)
        ));
    }

    /// <summary>Asks for the tokens that follow the present ones.</summary>
    public Task<CallResult<ShopeeCredentials>> RefreshAsync(
        StoreAccount account,
        ShopeeCredentials current,
        CancellationToken cancellationToken
    ) =>
        long.TryParse(account.ShopId, NumberStyles.None, CultureInfo.InvariantCulture, out var shop)
            ? AskAsync(
                account,
                RefreshPath,
                current,
                new
                {
                    refresh_token = current.RefreshToken,
                    partner_id = current.PartnerId,
                    shop_id = shop,
                },
                cancellationToken
            )
            : Task.FromResult(CallResult.Unauthorized<ShopeeCredentials>("no-shop", "The account names no shop: ask for the consent."));

    private Task<CallResult<ShopeeCredentials>> AskAsync(
        StoreAccount account,
        string path,
        ShopeeCredentials current,
        object body,
        CancellationToken cancellationToken
    )
    {
        // Code and refresh token are spent by the call, so that it is no read: a second try could only be refused.
        var call = new ApiRequest
        {
            Connector = ShopeePlatform.PlatformName,
            Account = account.Id,
            Operation = path == CodePath ? "token_get" : "access_token_get",
            IsRead = false,
        };
        return client.SendAsync(
            call,
            () =>
                new HttpRequestMessage(HttpMethod.Post, ShopeeClient.PublicAddress(account, current, path, time.GetUtcNow()))
                {
                    Content = ShopeeClient.Json(body),
                },
            reply =>
                ShopeeClient.Read(
                    call,
                    reply,
                    time.GetUtcNow(),
                    json =>
                    {
                        var life = json.Whole("expire_in");
                        var now = time.GetUtcNow();
                        return CallResult.Success(
                            current with
                            {
                                AccessToken = json.Text("access_token"),
                                AccessTokenExpiresAt =
                                    life > EarliestTime ? DateTimeOffset.FromUnixTimeSeconds(life) : now.AddSeconds(life),
                                RefreshToken = json.Text("refresh_token"),
                                RefreshTokenExpiresAt = now + s_refreshLife,
                            }
                        );
                    }
                ),
            cancellationToken
        );
    }

    private static CallResult<T> NoCredentials<T>(StoreAccount account) =>
        CallResult.Unauthorized<T>("no-credentials", $"The secret '{account.SecretName}' is missing or holds no partner id and key.");
}

/// <summary>The secret of a Shopee store: the keys of the app, and the tokens of the shop once its seller has agreed.</summary>
internal sealed record ShopeeCredentials : IOAuthCredentials<ShopeeCredentials>
{
    public required long PartnerId { get; init; }

    /// <summary>Signs calls and pushes.</summary>
    public required string PartnerKey { get; init; }

    /// <summary>Further keys that pushes may be signed with: a push key of its own, or the old one for a while after a rotation.</summary>
    public IReadOnlyList<string> PushKeys { get; init; } = [];

    /// <summary>The address that pushes are sent to, exactly as it is registered; null when it is the app's own.</summary>
    public Uri? PushAddress { get; init; }

    public string? AccessToken { get; init; }

    public DateTimeOffset? AccessTokenExpiresAt { get; init; }

    public string? RefreshToken { get; init; }

    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>When the seller must agree anew, however often the tokens are renewed; null when that is not known.</summary>
    public DateTimeOffset? ConsentEndsAt { get; init; }

    public ShopeeCredentials WithAppOf(ShopeeCredentials stored) =>
        this with
        {
            PartnerId = stored.PartnerId,
            PartnerKey = stored.PartnerKey,
            PushKeys = stored.PushKeys,
            PushAddress = stored.PushAddress,
        };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ShopeeCredentials {{ {PartnerId} }}");
}

using Dropship.Connectors.Http;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>The secret of a TikTok shop: the app's keys, and the shop and its tokens once the seller has agreed.</summary>
internal sealed record TikTokCredentials : IOAuthCredentials<TikTokCredentials>
{
    public required string AppKey { get; init; }

    /// <summary>Signs calls and webhooks.</summary>
    public required string AppSecret { get; init; }

    /// <summary>The app's id on the page of consent.</summary>
    public string? ServiceId { get; init; }

    /// <summary>Further secrets that webhooks may be signed with, while the secret is being replaced.</summary>
    public IReadOnlyList<string> PushSecrets { get; init; } = [];

    /// <summary>Where the seller agrees; null for the page of all markets but the US.</summary>
    public Uri? ConsentEndpoint { get; init; }

    /// <summary>Where tokens are had; null for TikTok's own address.</summary>
    public Uri? AuthEndpoint { get; init; }

    /// <summary>TikTok's cipher of the shop, which calls name it by.</summary>
    public string? ShopCipher { get; init; }

    /// <summary>The shop's market, such as <c>US</c>.</summary>
    public string? Region { get; init; }

    public string? AccessToken { get; init; }

    public DateTimeOffset? AccessTokenExpiresAt { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>When the seller must agree anew.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    public TikTokCredentials WithAppOf(TikTokCredentials stored) =>
        this with
        {
            AppKey = stored.AppKey,
            AppSecret = stored.AppSecret,
            ServiceId = stored.ServiceId,
            PushSecrets = stored.PushSecrets,
            ConsentEndpoint = stored.ConsentEndpoint,
            AuthEndpoint = stored.AuthEndpoint,
        };

    public override string ToString() => $"TikTokCredentials {{ {AppKey} }}";
}

using Dropship.Connectors.Http;

namespace Dropship.Connectors.Stores;

/// <summary>The secret of a store that an app is let into: the app's keys, and the tokens once the seller has agreed.</summary>
internal sealed record AppCredentials : IOAuthCredentials<AppCredentials>
{
    public required string AppKey { get; init; }

    public required string AppSecret { get; init; }

    /// <summary>Further secrets that deliveries may be signed with: one of their own, or the old one after a rotation.</summary>
    public IReadOnlyList<string> PushSecrets { get; init; } = [];

    /// <summary>Where the seller agrees and tokens are had; null for the platform's own address.</summary>
    public Uri? AuthEndpoint { get; init; }

    /// <summary>What the platform wants beside at its page of consent, such as eBay's RuName or Amazon's id of the app.</summary>
    public string? RedirectName { get; init; }

    /// <summary>The platform's id of the market that is sold in, where one seller has several.</summary>
    public string? MarketplaceId { get; init; }

    public string? AccessToken { get; init; }

    public DateTimeOffset? AccessTokenExpiresAt { get; init; }

    public string? RefreshToken { get; init; }

    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    public AppCredentials WithAppOf(AppCredentials stored) =>
        this with
        {
            AppKey = stored.AppKey,
            AppSecret = stored.AppSecret,
            PushSecrets = stored.PushSecrets,
            AuthEndpoint = stored.AuthEndpoint,
            RedirectName = stored.RedirectName,
            MarketplaceId = stored.MarketplaceId,
        };

    /// <summary>The same with new tokens.</summary>
    /// <param name="access">The access token.</param>
    /// <param name="life">How many seconds it works from now on.</param>
    /// <param name="refresh">The refresh token; null when it stays.</param>
    /// <param name="refreshLife">How many seconds that works; null when its end stays.</param>
    public AppCredentials WithTokens(DateTimeOffset now, string access, long life, string? refresh, long? refreshLife) =>
        this with
        {
            AccessToken = access,
            AccessTokenExpiresAt = now.AddSeconds(life),
            RefreshToken = refresh ?? RefreshToken,
            RefreshTokenExpiresAt = refreshLife is { } seconds ? now.AddSeconds(seconds) : RefreshTokenExpiresAt,
        };

    public override string ToString() => $"AppCredentials {{ {AppKey} }}";
}

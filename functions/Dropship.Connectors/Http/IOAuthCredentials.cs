namespace Dropship.Connectors.Http;

/// <summary>Credentials with an expiring access token and a refresh token.</summary>
/// <typeparam name="TSelf">The credentials themselves.</typeparam>
internal interface IOAuthCredentials<TSelf>
    where TSelf : class
{
    string? AccessToken { get; }

    /// <summary>When it expires; null if unknown.</summary>
    DateTimeOffset? AccessTokenExpiresAt { get; }

    /// <summary>Null if the access token cannot be refreshed.</summary>
    string? RefreshToken { get; }

    /// <summary>These tokens with the app keys as stored now, which a person may have replaced.</summary>
    TSelf WithAppOf(TSelf stored);
}

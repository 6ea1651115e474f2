namespace Dropship.Connectors.Http;

/// <summary>Credentials with an access token that ends and a refresh token that brings the next one.</summary>
/// <typeparam name="TSelf">The credentials themselves.</typeparam>
internal interface IOAuthCredentials<TSelf>
    where TSelf : class
{
    string? AccessToken { get; }

    /// <summary>When it ends; null when nobody said.</summary>
    DateTimeOffset? AccessTokenExpiresAt { get; }

    /// <summary>Null where the access token cannot be renewed.</summary>
    string? RefreshToken { get; }

    /// <summary>These tokens with the app's keys as they are stored now: a person may have replaced them meanwhile.</summary>
    TSelf WithAppOf(TSelf stored);
}

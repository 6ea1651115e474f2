using Dropship.Connectors.Http;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>The secret of a 1688 account.</summary>
internal sealed record AlibabaCredentials : IOAuthCredentials<AlibabaCredentials>
{
    public required string AppSecret { get; init; }

    /// <summary>Null for an app that was confirmed for one account in the console, whose calls need no token.</summary>
    public string? AccessToken { get; init; }

    /// <summary>When the access token ends; null when it is not known.</summary>
    public DateTimeOffset? AccessTokenExpiresAt { get; init; }

    public string? RefreshToken { get; init; }

    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>The login name that the tokens belong to, as 1688 said.</summary>
    public string? LoginName { get; init; }

    public override string ToString() => $"AlibabaCredentials {{ {LoginName} }}";

    public AlibabaCredentials WithAppOf(AlibabaCredentials stored) => this with { AppSecret = stored.AppSecret };
}

using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>A shop; its key is its id.</summary>
internal sealed class ShopeeShop : Entity
{
    public string Name { get; set; } = string.Empty;

    public string Region { get; set; } = string.Empty;

    public string Currency { get; set; } = string.Empty;

    public bool IsAuthorised { get; set; }

    /// <summary>The one refresh token that is not spent yet.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>Access tokens, and the sandbox second at which each ends. An old one goes on until then.</summary>
    public Dictionary<string, double> AccessTokens { get; set; } = [];
}

/// <summary>A code of the page of consent; its key is the code.</summary>
internal sealed class ShopeeCode : Entity
{
    public string Shop { get; set; } = string.Empty;

    public double ExpiresAt { get; set; }
}

using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores;

/// <summary>What can be set of a store's stand-in while it runs; its key is the platform.</summary>
internal sealed class StoreSettings : Entity
{
    public string AppKey { get; set; } = string.Empty;

    public string AppSecret { get; set; } = string.Empty;

    /// <summary>The platform's id of the shop, where it has one.</summary>
    public string ShopId { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string Currency { get; set; } = "USD";

    /// <summary>Where deliveries go; null sends none.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>Signs deliveries, where that is no other secret.</summary>
    public string WebhookSecret { get; set; } = string.Empty;

    /// <summary>The largest page that a listing gives, and what it gives when it is not asked.</summary>
    public int LargestPage { get; set; } = 100;

    /// <summary>What the app may do.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>The one refresh token that works.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>Access tokens, and the sandbox second at which each ends.</summary>
    public Dictionary<string, double> AccessTokens { get; set; } = [];

    /// <summary>Codes of the page of consent, and the sandbox second at which each ends.</summary>
    public Dictionary<string, double> Codes { get; set; } = [];
}

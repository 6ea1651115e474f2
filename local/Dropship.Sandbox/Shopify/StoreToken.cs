using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>A token got with client credentials; its key is the token.</summary>
internal sealed class StoreToken : Entity
{
    public string Shop { get; set; } = string.Empty;

    /// <summary>Sandbox seconds at which it stops working.</summary>
    public double ExpiresAt { get; set; }
}

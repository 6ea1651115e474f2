using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>An access or refresh token; its key is the token.</summary>
internal sealed class BuyerToken : Entity
{
    public string BuyerId { get; set; } = string.Empty;

    public bool IsRefresh { get; set; }

    /// <summary>Sandbox seconds at which it stops working.</summary>
    public double ExpiresAt { get; set; }
}

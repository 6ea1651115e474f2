using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Couriers;

/// <summary>A parcel as the carriers know it, or a number that somebody asks to be told of. Its key is the number.</summary>
internal sealed class CourierPackage : Entity
{
    /// <summary>Who carries it, such as <c>ZTO</c>; empty while no carrier knows the number.</summary>
    public string Carrier { get; set; } = string.Empty;

    /// <summary>How far it is, in 17TRACK's words.</summary>
    public string State { get; set; } = "NotFound";

    /// <summary>What that is in particular, in 17TRACK's words; empty for nothing.</summary>
    public string SubState { get; set; } = string.Empty;

    /// <summary>A word that takes the place of each service's own; null for none.</summary>
    public string? OddWord { get; set; }

    public List<CourierEvent> Events { get; set; } = [];

    /// <summary>The services that are to call when there is news, and where Kuaidi100 calls with which salt.</summary>
    public List<string> Subscribed { get; set; } = [];

    public string? CallbackUrl { get; set; }

    public string Salt { get; set; } = string.Empty;
}

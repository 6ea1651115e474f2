using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Forwarders;

/// <summary>An announcement, and what the forwarder made of it. Its key is the reference.</summary>
internal sealed class ForwarderOrder : Entity
{
    public string OrderNumber { get; set; } = string.Empty;

    /// <summary>The announcement as it came last, without the customer.</summary>
    public JsonObject Announcement { get; set; } = [];

    public int Announced { get; set; }

    public double AnnouncedElapsed { get; set; }

    public bool IsCancelled { get; set; }

    /// <summary>Whether parcels were announced that nothing was sent of yet.</summary>
    public bool AwaitsSending { get; set; }

    public DateTimeOffset? ArrivedAt { get; set; }

    public double ArrivedElapsed { get; set; }

    public string? Missing { get; set; }

    public List<ForwarderShipment> Shipments { get; set; } = [];

    /// <summary>When a wrong number is put right, on the sandbox clock; null when none is wrong.</summary>
    public double? CorrectAt { get; set; }
}

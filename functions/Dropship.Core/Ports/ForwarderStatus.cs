using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What a forwarder says of one announcement.</summary>
public sealed record ForwarderStatus
{
    /// <summary>The parcels as they were announced last; none when the announcement was cancelled.</summary>
    public IReadOnlyList<AnnouncedParcel> Parcels { get; init; } = [];

    /// <summary>When all of them had arrived; null until then.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>What is missing or damaged, in the forwarder's words; null when nothing is.</summary>
    public string? Missing { get; init; }

    public IReadOnlyList<OnwardShipment> Shipments { get; init; } = [];
}

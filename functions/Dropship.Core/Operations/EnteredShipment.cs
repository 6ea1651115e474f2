using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>A forwarder's shipment as a person enters it.</summary>
public sealed record EnteredShipment
{
    public required string TrackingNumber { get; init; }

    public required string CarrierName { get; init; }

    /// <summary>The purchase order, or the waybill of one of its parcels; null for all of the order that waits.</summary>
    public string? Reference { get; init; }

    /// <summary>The pieces of the store's lines in it; none for all that is left.</summary>
    public IReadOnlyList<LineQuantity> Lines { get; init; } = [];

    /// <summary>The number that it takes the place of; null for a further one.</summary>
    public string? Replaces { get; init; }

    public int? WeightGrams { get; init; }

    public Money? Fee { get; init; }

    public required string Who { get; init; }

    public required string Why { get; init; }
}

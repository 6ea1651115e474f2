namespace Dropship.Core.Orders;

/// <summary>What a forwarder sent to the customer: the goods of a purchase order, or a part of them, under one tracking number.</summary>
public sealed record OnwardShipment
{
    /// <summary>The forwarder's id of the shipment, which stays when its number is replaced.</summary>
    public required string ShipmentId { get; init; }

    public required string TrackingNumber { get; init; }

    public required string CarrierName { get; init; }

    public string? CarrierCode { get; init; }

    public DateTimeOffset? ShippedAt { get; init; }

    public int? WeightGrams { get; init; }

    /// <summary>What the forwarder asks for it; null when that is not known.</summary>
    public Money? Fee { get; init; }

    /// <summary>The pieces of the store's lines in it; none for all that is left of the purchase order.</summary>
    public IReadOnlyList<LineQuantity> Lines { get; init; } = [];

    /// <summary>Whether the forwarder took it back.</summary>
    public bool IsRevoked { get; init; }
}

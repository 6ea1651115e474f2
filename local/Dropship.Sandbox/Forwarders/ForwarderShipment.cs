namespace Dropship.Sandbox.Forwarders;

/// <summary>A parcel to the customer.</summary>
internal sealed class ForwarderShipment
{
    public string ShipmentId { get; set; } = string.Empty;

    public string TrackingNumber { get; set; } = string.Empty;

    public DateTimeOffset ShippedAt { get; set; }

    public int WeightGrams { get; set; }

    public decimal Fee { get; set; }

    /// <summary>Pieces by line of the announcement; none for all that is left.</summary>
    public Dictionary<string, int> Lines { get; set; } = [];

    public bool Cancelled { get; set; }
}

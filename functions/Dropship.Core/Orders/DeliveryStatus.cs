namespace Dropship.Core.Orders;

/// <summary>Where the parcels are, as far as a carrier has said.</summary>
public enum DeliveryStatus
{
    NotShipped,
    Unknown,
    InfoReceived,
    InTransit,
    Delivered,
    Failed,
}

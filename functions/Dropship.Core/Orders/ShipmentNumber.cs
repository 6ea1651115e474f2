namespace Dropship.Core.Orders;

/// <summary>A tracking number with its carrier.</summary>
/// <param name="TrackingNumber">The number.</param>
/// <param name="CarrierName">The carrier's name for a customer.</param>
/// <param name="CarrierCode">Our code of the carrier, such as <c>ZTO</c>; null when it is not known.</param>
public sealed record ShipmentNumber(string TrackingNumber, string CarrierName, string? CarrierCode);

namespace Dropship.Core.Orders;

/// <summary>What is in a shipment and under which numbers it travels.</summary>
public sealed record ShipmentContent(IReadOnlyList<LineQuantity> Lines, IReadOnlyList<ShipmentNumber> Numbers);

namespace Dropship.Core.Orders;

/// <summary>A shipment of a submitted order. It is written down before the seller's system is told, so that a second try tells the same
/// shipment again.</summary>
/// <param name="Id">Stays when its numbers or pieces change.</param>
/// <param name="Wanted">What the seller's system is to know.</param>
/// <param name="Told">What it said it knows; null for nothing yet.</param>
/// <param name="IsDoubtful">Whether it was told and nobody knows whether that arrived.</param>
public sealed record SubmittedShipment(string Id, ShipmentContent Wanted, ShipmentContent? Told, bool IsDoubtful)
{
    /// <summary>What the seller's system has, or may have; null when it was never told.</summary>
    public ShipmentContent? Known => Told ?? (IsDoubtful ? Wanted : null);
}

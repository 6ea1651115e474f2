namespace Dropship.Core.Orders;

/// <summary>Goods to order from a supplier.</summary>
/// <param name="OfferId">The 1688 offer.</param>
/// <param name="SpecId">The spec of the offer; null for an offer without specs.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
public sealed record SupplierLine(string OfferId, string? SpecId, int Quantity);

namespace Dropship.Core.Orders;

/// <summary>A line of an order at the market.</summary>
/// <param name="EntryId">The market's id of the line, which parcels refer to.</param>
/// <param name="OfferId">The offer.</param>
/// <param name="SpecId">The spec; null for an offer without specs.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Amount">What is paid for the line.</param>
public sealed record SupplierOrderLine(string EntryId, string OfferId, string? SpecId, int Quantity, Money Amount);

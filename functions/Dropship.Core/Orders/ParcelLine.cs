namespace Dropship.Core.Orders;

/// <summary>Pieces of one order line in a parcel.</summary>
/// <param name="EntryId">The market's id of the order line.</param>
/// <param name="Quantity">Pieces; null when the market does not say, which means all of the line.</param>
public sealed record ParcelLine(string EntryId, int? Quantity);

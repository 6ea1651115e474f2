namespace Dropship.Core.Orders;

/// <summary>Something that happened to a purchase order, as a warehouse system is told of it. No personal data.</summary>
/// <param name="Id">The same for each try and repeat; another parcel or waybill is another event.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ParcelId">The parcel; null for an event of the whole.</param>
public sealed record PurchaseEvent(string Id, PurchaseEventKind Kind, string? ParcelId = null);

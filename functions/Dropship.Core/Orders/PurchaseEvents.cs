namespace Dropship.Core.Orders;

/// <summary>Finds what a warehouse system has to be told of a purchase order: all that is so now, and was not told. Pure.</summary>
public static class PurchaseEvents
{
    /// <summary>What was not told yet, the oldest kind first.</summary>
    public static IReadOnlyList<PurchaseEvent> Untold(PurchaseOrder purchase) =>
        [.. List(purchase).Where(one => !purchase.ToldEvents.Contains(one.Id, StringComparer.Ordinal))];

    private static IEnumerable<PurchaseEvent> List(PurchaseOrder purchase)
    {
        if (purchase.PlacedAt is not null)
        {
            yield return new PurchaseEvent($"{purchase.Key}:placed", PurchaseEventKind.Placed);
        }

        var parcels = purchase.Parcels.Where(parcel => parcel is { IsFromForwarder: false, WaybillNumber: not null, IsRevoked: false });
        foreach (var parcel in parcels)
        {
            yield return new PurchaseEvent(
                $"{purchase.Key}:shipped:{parcel.ParcelId}:{parcel.WaybillNumber}",
                PurchaseEventKind.Shipped,
                parcel.ParcelId
            );
        }

        if (purchase.Forwarding is { ArrivedAt: not null })
        {
            yield return new PurchaseEvent($"{purchase.Key}:arrived", PurchaseEventKind.Arrived);
        }

        foreach (var parcel in parcels.Where(parcel => parcel is { Leg: ParcelLeg.ToCustomer, Status: ParcelStatus.Delivered }))
        {
            yield return new PurchaseEvent($"{purchase.Key}:arrived:{parcel.ParcelId}", PurchaseEventKind.Arrived, parcel.ParcelId);
        }
    }
}

namespace Dropship.Core.Orders;

/// <summary>Keeps the parcels of an order together where the platform ships an order only as a whole. Pure.</summary>
public static class WholeOrders
{
    /// <summary>Whether suppliers have shipped all that was bought for an order, and nothing is left to buy.</summary>
    public static bool IsShipped(Order record) =>
        LineCoverage.FindUncovered(record).Count == 0
        && record
            .PurchaseOrders.Where(purchase => purchase.IsSale && !PurchaseOrderTransitions.IsFinal(purchase.State))
            .All(purchase => purchase.State is PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused);

    /// <summary>Releases the parcels that waited for the rest.</summary>
    public static void ReleaseWhole(this OrderEdit edit)
    {
        if (!IsShipped(edit.Record))
        {
            return;
        }

        foreach (var purchase in edit.Record.PurchaseOrders.Where(purchase => purchase.Parcels.Any(parcel => parcel.AwaitsRest)))
        {
            edit.Change(
                purchase.Key,
                EventKinds.TrackingTogether,
                "the whole order is shipped",
                old =>
                    old with
                    {
                        Parcels = [.. old.Parcels.Select(parcel => parcel.AwaitsRest ? parcel with { RestIsShipped = true } : parcel)],
                    }
            );
        }
    }
}

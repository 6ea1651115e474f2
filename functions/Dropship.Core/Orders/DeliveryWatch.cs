namespace Dropship.Core.Orders;

/// <summary>Sums the parcels up into the order's delivery status: the slowest of them speaks for all.</summary>
public static class DeliveryWatch
{
    public static void WatchDelivery(this OrderEdit edit)
    {
        var now = Of(edit.Record);
        if (now != edit.Record.Delivery)
        {
            edit.Change(
                EventKinds.DeliveryStatus,
                "the parcels' news",
                record => record with { Delivery = now },
                edit.Record.Delivery.ToString(),
                now.ToString()
            );
        }
    }

    public static DeliveryStatus Of(Order record)
    {
        var parcels = record
            .PurchaseOrders.SelectMany(purchase => purchase.Parcels)
            .Where(parcel => parcel.Status != ParcelStatus.Revoked)
            .ToList();
        if (parcels.Count == 0)
        {
            return DeliveryStatus.NotShipped;
        }

        if (parcels.Exists(parcel => parcel.IsTroubled))
        {
            return DeliveryStatus.Failed;
        }

        if (parcels.Exists(parcel => parcel.Status == ParcelStatus.Unknown))
        {
            return DeliveryStatus.Unknown;
        }

        if (parcels.Exists(parcel => parcel.Status is ParcelStatus.NotFound or ParcelStatus.InfoReceived))
        {
            return DeliveryStatus.InfoReceived;
        }

        // What the forwarder has received is still to come to the customer.
        return parcels.TrueForAll(parcel => parcel.Status == ParcelStatus.Delivered) && !record.PurchaseOrders.Any(OnwardParcels.IsAwaited)
            ? DeliveryStatus.Delivered
            : DeliveryStatus.InTransit;
    }
}

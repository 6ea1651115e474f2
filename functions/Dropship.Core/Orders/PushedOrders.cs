namespace Dropship.Core.Orders;

/// <summary>Notes, once for each order, when the store had all of its tracking numbers and whether that was in time.</summary>
public static class PushedOrders
{
    /// <summary>In time, in events and figures.</summary>
    public const string OnTime = "met";

    /// <summary>After the store's deadline.</summary>
    public const string Late = "missed";

    /// <summary>The store named no deadline.</summary>
    public const string NoDeadline = "none";

    /// <summary>Notes it when the store has just confirmed the last number. A deadline that moves later changes nothing.</summary>
    public static void Note(OrderEdit edit)
    {
        var order = edit.Record;
        if (order.PushedAt is not null || PushedAt(order) is not { } at)
        {
            return;
        }

        bool? isOnTime = order.StoreOrder.ShipBy is { } deadline ? at <= deadline : null;
        var said = isOnTime switch
        {
            true => OnTime,
            false => Late,
            null => NoDeadline,
        };
        edit.Change(
            EventKinds.OrderPushed,
            "the store has each tracking number",
            old => old with { PushedAt = at, IsOnTime = isOnTime },
            order.StoreOrder.ShipBy?.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
            said
        );
    }

    // The last number of the sale; null while a part of the goods has none in the store.
    private static DateTimeOffset? PushedAt(Order order)
    {
        var sales = order
            .PurchaseOrders.Where(purchase =>
                purchase.IsSale && purchase.State is not (PurchaseOrderState.Cancelled or PurchaseOrderState.FulfilledElsewhere)
            )
            .ToList();
        return sales.Count > 0 && sales.TrueForAll(purchase => IsInStore(order, purchase)) && LineCoverage.FindUncovered(order).Count == 0
            ? sales
                .SelectMany(purchase => purchase.StoreParcels)
                .Where(parcel => parcel.Push == PushState.Confirmed)
                .Max(parcel => parcel.PushedAt)
            : null;
    }

    private static bool IsInStore(Order order, PurchaseOrder purchase) =>
        purchase.State is PurchaseOrderState.Shipped or PurchaseOrderState.Completed
        && purchase.StoreParcels.All(parcel => parcel.Push is PushState.Confirmed or PushState.NotNeeded)
        && !OnwardParcels.IsAwaited(order, purchase);
}

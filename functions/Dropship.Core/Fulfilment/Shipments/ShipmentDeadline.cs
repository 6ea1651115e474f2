using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Watches the time that a supplier and a forwarder take, so that nobody learns of it only when the store's deadline is over.
/// Pure.</summary>
public static class ShipmentDeadline
{
    /// <summary>
    /// When a person is to be warned that something of a paid purchase order is not shipped, or that its forwarder gives no tracking
    /// number; null when there is nothing to warn of, or the warning was sent. For one that is being paid: when that would be at the
    /// earliest.
    /// </summary>
    public static DateTimeOffset? WarnAt(Order record, PurchaseOrder purchase, FulfilmentOptions options)
    {
        if (IsAtForwarder(record, purchase))
        {
            return purchase.Hold is null && !purchase.Acknowledged.Contains(DetailOf(record, purchase))
                ? WarnOfForwarderAt(record, purchase, options)
                : null;
        }

        if (
            purchase
                is not {
                    State: PurchaseOrderState.Approved or PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped,
                    Hold: null
                }
            || purchase.Acknowledged.Contains(DetailOf(record, purchase))
        )
        {
            return null;
        }

        var paidAt = purchase.Payment?.PaidAt ?? purchase.Payment?.IntentAt ?? purchase.StateSince;
        var late = paidAt + options.SupplierShipsWithin;
        return record.StoreOrder.ShipBy - options.WarnBeforeShipBy is { } near && near < late ? near : late;
    }

    /// <summary>The reason of the warning.</summary>
    public static HoldReason ReasonOf(Order record, PurchaseOrder purchase) =>
        IsAtForwarder(record, purchase) ? HoldReasons.ForwarderLate : HoldReasons.ShipmentLate;

    /// <summary>What the warning says: how much is missing, and by when the store wants it.</summary>
    public static string DetailOf(Order record, PurchaseOrder purchase)
    {
        var all = purchase.Lines.SelectMany(line => line.Sources).Where(source => source.IsLead).Sum(source => source.StorePieces);
        var deadline = record.StoreOrder.ShipBy is { } shipBy
            ? $"; the store wants it shipped by {shipBy.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
            : string.Empty;
        if (IsAtForwarder(record, purchase))
        {
            var numbered = all - OnwardParcels.FindOpen(purchase).Sum(line => line.Quantity);
            var arrived = purchase.Forwarding!.ArrivedAt is { } at ? $", arrived {at.UtcDateTime:yyyy-MM-dd}" : string.Empty;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"forwarder {purchase.Forwarder?.Id}{arrived}: {numbered} of {all} pieces with a tracking number{deadline}"
            );
        }

        var shipped = purchase
            .Parcels.Where(parcel => !parcel.IsFromForwarder)
            .SelectMany(parcel => parcel.StoreLines)
            .Sum(line => line.Quantity);
        return string.Create(CultureInfo.InvariantCulture, $"{shipped} of {all} pieces shipped{deadline}");
    }

    // The supplier has done its part; the store's clock runs on until the customer's number is there.
    private static bool IsAtForwarder(Order record, PurchaseOrder purchase) =>
        purchase is { State: PurchaseOrderState.Shipped, Forwarding: not null } && !OnwardParcels.AreInStore(record, purchase);

    private static DateTimeOffset WarnOfForwarderAt(Order record, PurchaseOrder purchase, FulfilmentOptions options)
    {
        var late = purchase.Forwarding!.ArrivedAt is { } arrived
            ? arrived + options.ForwarderShipsWithin
            : purchase.StateSince + options.ForwarderSilentAfter;
        return record.StoreOrder.ShipBy - options.WarnBeforeShipBy is { } near && near < late ? near : late;
    }
}

using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Watches the time that a supplier takes, so that nobody learns of it only when the store's deadline is over. Pure.</summary>
public static class ShipmentDeadline
{
    /// <summary>
    /// When a person is to be warned that something of a paid purchase order is not shipped; null when there is nothing to warn of, or the
    /// warning was sent. For one that is being paid: when that would be at the earliest.
    /// </summary>
    public static DateTimeOffset? WarnAt(Order record, PurchaseOrder purchase, FulfilmentOptions options)
    {
        if (
            purchase
                is not {
                    State: PurchaseOrderState.Approved or PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped,
                    Hold: null
                }
            || purchase.Acknowledged.Contains(DetailOf(record, purchase).Text)
        )
        {
            return null;
        }

        var paidAt = purchase.Payment?.PaidAt ?? purchase.Payment?.IntentAt ?? purchase.StateSince;
        var late = paidAt + options.SupplierShipsWithin;
        return record.StoreOrder.ShipBy - options.WarnBeforeShipBy is { } near && near < late ? near : late;
    }

    /// <summary>What the warning says: how much is missing, and by when the store wants it.</summary>
    public static HoldDetail DetailOf(Order record, PurchaseOrder purchase)
    {
        var shipped = purchase.Parcels.SelectMany(parcel => parcel.StoreLines).Sum(line => line.Quantity);
        var all = purchase.Lines.SelectMany(line => line.Sources).Where(source => source.IsLead).Sum(source => source.StorePieces);
        return HoldSentences
            .PiecesShipped.With(
                ("shipped", shipped.ToString(CultureInfo.InvariantCulture)),
                ("all", all.ToString(CultureInfo.InvariantCulture))
            )
            .And(
                record.StoreOrder.ShipBy is { } shipBy
                    ? HoldSentences.WantedBy.With(("time", shipBy.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)))
                    : null
            );
    }
}

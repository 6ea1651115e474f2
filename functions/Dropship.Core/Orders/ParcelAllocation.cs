namespace Dropship.Core.Orders;

/// <summary>Finds which pieces of the store order a parcel fulfils.</summary>
public static class ParcelAllocation
{
    /// <summary>
    /// The store pieces in a parcel: those of the lines whose leading goods are in it, less what earlier parcels took. Goods that
    /// make only a part of a store piece (one of two for one sold) count for the parcel in which the piece begins.
    /// </summary>
    public static IReadOnlyList<LineQuantity> Allocate(PurchaseOrder purchase, SupplierParcel parcel)
    {
        var shipped = Shipped(purchase, parcel);
        var taken = purchase
            .Parcels.Where(earlier => !earlier.IsFromForwarder)
            .SelectMany(earlier => earlier.StoreLines)
            .GroupBy(line => line.LineId, StringComparer.Ordinal)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.Quantity), StringComparer.Ordinal);
        var result = new List<LineQuantity>();
        foreach (var line in purchase.Lines)
        {
            var pieces = shipped(line);
            foreach (var source in line.Sources.Where(source => source.IsLead))
            {
                var open = source.StorePieces - taken.GetValueOrDefault(source.StoreLineId);
                var here = Math.Min(open, (pieces + source.PiecesEach - 1) / source.PiecesEach);
                if (here > 0)
                {
                    result.Add(new LineQuantity(source.StoreLineId, here));
                    pieces -= here * source.PiecesEach;
                }
            }
        }

        return result;
    }

    /// <summary>The store lines that the goods in a parcel are a part of.</summary>
    public static IReadOnlyList<string> FindStoreLines(PurchaseOrder purchase, SupplierParcel parcel)
    {
        var shipped = Shipped(purchase, parcel);
        return
        [
            .. purchase
                .Lines.Where(line => shipped(line) > 0)
                .SelectMany(line => line.Sources)
                .Select(source => source.StoreLineId)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static Func<PurchaseOrderLine, int> Shipped(PurchaseOrder purchase, SupplierParcel parcel)
    {
        var order = purchase.SupplierOrders.FirstOrDefault(one => one.OrderId == parcel.SupplierOrderId);
        if (order is null || order.Lines.Count == 0)
        {
            return line => line.Quantity;
        }

        var entries =
            parcel.Lines.Count == 0
                ? order.Lines.Select(line => (Line: line, line.Quantity))
                : parcel.Lines.SelectMany(inside =>
                    order
                        .Lines.Where(line => line.EntryId == inside.EntryId || inside.EntryId == order.OrderId)
                        .Select(line => (Line: line, Quantity: inside.Quantity ?? line.Quantity))
                );
        var pieces = entries
            .GroupBy(entry => (entry.Line.OfferId, entry.Line.SpecId))
            .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Quantity));
        return line => pieces.GetValueOrDefault((line.OfferId, line.SpecId));
    }
}

namespace Dropship.Core.Orders;

/// <summary>Compares what a store order still asks for, line by line, with what was bought for it. Pure.</summary>
public static class LineCoverage
{
    /// <summary>The pieces that no purchase order covers: the customer added them, or what was bought for them came to nothing.</summary>
    public static IReadOnlyList<LineQuantity> FindUncovered(Order record) =>
        [
            .. from line in record.StoreOrder.Lines
            where IsOpen(line) && !record.LinesNotOurs.Contains(line.LineId)
            let missing = line.OpenQuantity - Outstanding(record, line.LineId, source => source.IsLead)
            where missing > 0
            select new LineQuantity(line.LineId, missing),
        ];

    /// <summary>
    /// The pieces that completed purchase orders were made for, that none of their parcels brought to the store, and that are still open
    /// there. What is open there alone proves nothing: the order as it was read last may be older than our own parcels.
    /// </summary>
    public static IReadOnlyList<LineQuantity> FindUnsent(Order record)
    {
        var completed = record.PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Completed && purchase.IsSale).ToList();
        var bought = completed
            .SelectMany(purchase => purchase.Lines)
            .SelectMany(goods => goods.Sources)
            .Where(source => source.IsLead)
            .ToLookup(source => source.StoreLineId, source => source.StorePieces, StringComparer.Ordinal);
        var sent = completed
            .SelectMany(purchase => purchase.StoreParcels)
            .Where(parcel => parcel.Push is PushState.Confirmed or PushState.NotNeeded)
            .SelectMany(parcel => parcel.StoreLines)
            .ToLookup(piece => piece.LineId, piece => piece.Quantity, StringComparer.Ordinal);
        return
        [
            .. from line in record.StoreOrder.Lines
            let missing = Math.Min(OpenOf(record, line.LineId), bought[line.LineId].Sum() - sent[line.LineId].Sum())
            where missing > 0
            select new LineQuantity(line.LineId, missing),
        ];
    }

    /// <summary>How many pieces of one kind of goods in a purchase order are more than the store order asks for, by store line: it was
    /// refunded, edited, or shipped by another party.</summary>
    public static IReadOnlyList<LineQuantity> FindSurplus(Order record, PurchaseOrder purchase) =>
        [
            .. from goods in purchase.Lines
            from source in goods.Sources
            let surplus = Outstanding(record, source.StoreLineId, goods) - OpenOf(record, source.StoreLineId)
            where surplus > 0
            group surplus by source.StoreLineId into line
            select new LineQuantity(line.Key, line.Max()),
        ];

    /// <summary>Whether the store still waits for goods of a purchase order.</summary>
    public static bool IsAwaited(Order record, PurchaseOrder purchase) =>
        purchase.Lines.SelectMany(line => line.Sources).Any(source => OpenOf(record, source.StoreLineId) > 0);

    /// <summary>How many pieces of a store line may still be bought of one kind of goods.</summary>
    public static int Wanted(Order record, string lineId, PurchaseOrderLine goods) =>
        Math.Max(0, OpenOf(record, lineId) - Outstanding(record, lineId, goods));

    /// <summary>Whether a fulfilment in the store is one of ours: by its id, or by a number that one of our parcels carries.</summary>
    public static bool IsOurs(Order record, StoreFulfilment fulfilment) =>
        record
            .PurchaseOrders.SelectMany(purchase => purchase.Parcels)
            .Any(parcel => parcel.FulfilmentId == fulfilment.FulfilmentId || fulfilment.TrackingNumbers.Any(parcel.Carries));

    /// <summary>
    /// Whether what a purchase order was made for counts as bought. One that is replaced does not. One whose goods another party shipped
    /// does: the store may have said so to the push alone, and the order as it was read last not know of it yet.
    /// </summary>
    public static bool Counts(PurchaseOrder purchase) =>
        purchase.IsSale && !(purchase.State == PurchaseOrderState.Cancelled && purchase.Replacement is not null);

    private static int Outstanding(Order record, string lineId, PurchaseOrderLine goods) =>
        Outstanding(
            record,
            lineId,
            purchase =>
                purchase.Lines.Where(line => line.OfferId == goods.OfferId && line.SpecId == goods.SpecId).SelectMany(line => line.Sources)
        );

    private static int Outstanding(Order record, string lineId, Func<LineSource, bool> which) =>
        Outstanding(record, lineId, purchase => purchase.Lines.SelectMany(line => line.Sources).Where(which));

    // Bought and not yet shipped, in pieces of the store line.
    private static int Outstanding(Order record, string lineId, Func<PurchaseOrder, IEnumerable<LineSource>> sources)
    {
        var bought = record
            .PurchaseOrders.Where(Counts)
            .SelectMany(sources)
            .Where(source => source.StoreLineId == lineId)
            .Sum(source => source.StorePieces);
        var shipped = record
            .StoreOrder.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled && IsOurs(record, fulfilment))
            .SelectMany(fulfilment => fulfilment.Lines)
            .Where(line => line.LineId == lineId)
            .Sum(line => line.Quantity);
        return Math.Max(0, bought - shipped);
    }

    private static int OpenOf(Order record, string lineId) =>
        record.StoreOrder.Lines.FirstOrDefault(line => line.LineId == lineId) is { } line && IsOpen(line) ? line.OpenQuantity : 0;

    /// <summary>Why the store holds some pieces back; null when it does not, or holds back others only.</summary>
    public static string? WhyHeld(Order record, IReadOnlyList<LineQuantity> pieces) =>
        record.StoreOrder is { StoreHold: { } held, HeldLines: var lines }
        && (lines.Count == 0 || pieces.Any(piece => lines.Contains(piece.LineId)))
            ? held
            : null;

    /// <summary>Why the store holds the goods of a purchase order back; null when it does not.</summary>
    public static string? WhyHeld(Order record, PurchaseOrder purchase) =>
        WhyHeld(
            record,
            [.. purchase.Lines.SelectMany(line => line.Sources).Select(source => new LineQuantity(source.StoreLineId, source.StorePieces))]
        );

    /// <summary>The lines that something has to be bought for.</summary>
    public static bool IsOpen(OrderLine line) => line is { OpenQuantity: > 0, RequiresShipping: true };

    /// <summary>Whether an order waits for a person because it is wanted again, and still is.</summary>
    public static bool StaysReopened(Order record) => record.Hold.Is(HoldReasons.OrderReopened) && IsOpen(record);

    public static bool IsOpen(Order record) =>
        WhyNotWanted(record.StoreOrder) is null
        && record.StoreOrder.Lines.Any(line => IsOpen(line) && !record.LinesNotOurs.Contains(line.LineId));

    public static string? WhyNotWanted(StoreOrder order)
    {
        if (order.IsCancelled)
        {
            return "the store order was cancelled";
        }

        return order.Payment switch
        {
            StorePaymentStatus.Refunded => "the store order was paid back",
            StorePaymentStatus.Voided => "the store order's payment was voided",
            _ => null,
        };
    }
}

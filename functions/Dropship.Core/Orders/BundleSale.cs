namespace Dropship.Core.Orders;

/// <summary>
/// The purchase orders whose goods are sold together: those that share a store line, as the parts of a bundle from several suppliers do.
/// Their margin is one, because the customer paid one price; apart from each other, purchase orders must each pay for themselves. So the
/// margin of a whole store order is never below that of its worst part.
/// </summary>
/// <param name="PurchaseOrders">Those that are neither given up nor sent for a second time.</param>
/// <param name="Price">What the customer pays for their store lines, each line counted once.</param>
public sealed record BundleSale(IReadOnlyList<PurchaseOrder> PurchaseOrders, Money Price)
{
    /// <summary>Those whose cost nobody has asked for yet.</summary>
    public IReadOnlyList<PurchaseOrder> Unpriced => [.. PurchaseOrders.Where(purchase => purchase.Cost is null)];

    public static BundleSale Of(Order record, PurchaseOrder purchase)
    {
        var together = new List<PurchaseOrder> { purchase };
        var lines = LinesOf(purchase).ToHashSet(StringComparer.Ordinal);
        var others = record
            .PurchaseOrders.Where(other =>
                other.Key != purchase.Key
                && other.IsSale
                && other.State is not (PurchaseOrderState.Cancelled or PurchaseOrderState.FulfilledElsewhere)
            )
            .ToList();
        while (others.Find(other => LinesOf(other).Any(lines.Contains)) is { } next)
        {
            others.Remove(next);
            together.Add(next);
            lines.UnionWith(LinesOf(next));
        }

        return new BundleSale(together, PriceOf(record.StoreOrder, together));
    }

    /// <summary>What the customer pays for the store lines that some purchase orders lead; a line bought twice was still sold
    /// once.</summary>
    public static Money PriceOf(StoreOrder order, IReadOnlyList<PurchaseOrder> purchases)
    {
        var led = purchases
            .SelectMany(purchase => purchase.Lines)
            .SelectMany(line => line.Sources)
            .Where(source => source.IsLead)
            .GroupBy(source => source.StoreLineId, source => source.StorePieces, StringComparer.Ordinal)
            .ToDictionary(pieces => pieces.Key, pieces => pieces.Sum(), StringComparer.Ordinal);
        return order
            .Lines.Where(line => led.ContainsKey(line.LineId))
            .Aggregate(
                Money.Zero(order.Total.Currency),
                (total, line) => total + (line.UnitPrice * Math.Min(led[line.LineId], line.Quantity))
            );
    }

    private static IEnumerable<string> LinesOf(PurchaseOrder purchase) =>
        purchase.Lines.SelectMany(line => line.Sources).Select(source => source.StoreLineId);
}

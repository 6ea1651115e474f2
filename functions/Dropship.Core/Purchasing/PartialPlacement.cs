using Dropship.Core.Orders;

namespace Dropship.Core.Purchasing;

/// <summary>Goes on with the part of a purchase order that the market made. Pure.</summary>
public static class PartialPlacement
{
    /// <summary>Leaves a purchase order what the market's open orders hold. The rest becomes a purchase order of its own, under a new
    /// number, so that it is not forgotten.</summary>
    /// <param name="edit">The edit.</param>
    /// <param name="key">The purchase order; it is not moved.</param>
    /// <param name="why">Why.</param>
    public static void KeepWhatIsThere(OrderEdit edit, PurchaseOrderKey key, string why)
    {
        var purchase = edit.Record.Find(key)!;
        var kept = new List<PurchaseOrderLine>();
        var rest = new List<PurchaseOrderLine>();
        foreach (var line in purchase.Lines)
        {
            var (here, missing) = Divide(line, PiecesThere(purchase, line));
            kept.AddRange(here);
            rest.AddRange(missing);
        }

        if (kept.Count == 0 || rest.Count == 0)
        {
            return;
        }

        edit.Change(key, EventKinds.PurchaseCut, why, old => old with { Lines = kept }, Describe(purchase.Lines), Describe(kept));
        if (purchase.CancelReason is not null)
        {
            return;
        }

        var left = new PurchaseOrder
        {
            Key = edit.Record.NextKey(
                purchase.SupplierId,
                purchase.ShipToDigest,
                purchase.IsSale ? PurchasePurpose.Sale : PurchasePurpose.Resend
            ),
            State = PurchaseOrderState.Planned,
            StateSince = edit.Now,
            CreatedAt = edit.Now,
            PurchasingAccountId = purchase.PurchasingAccountId,
            SupplierId = purchase.SupplierId,
            SupplierName = purchase.SupplierName,
            Route = purchase.Route,
            ShipToDigest = purchase.ShipToDigest,
            ResendOf = purchase.ResendOf,
            Lines = rest,
        };
        edit.Add(left, $"what 1688 left out of {key}");
    }

    // Until the market's orders were read, only the answer to the create says what they do not hold.
    private static int PiecesThere(PurchaseOrder purchase, PurchaseOrderLine line)
    {
        var live = purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled).ToList();
        if (live.Exists(order => order.Lines.Count == 0))
        {
            return purchase.Hold?.Subjects.Contains($"{line.OfferId}/{line.SpecId}") == true ? 0 : line.Quantity;
        }

        return live.SelectMany(order => order.Lines)
            .Where(one => one.OfferId == line.OfferId && one.SpecId == line.SpecId)
            .Sum(one => one.Quantity);
    }

    private static (IReadOnlyList<PurchaseOrderLine> Here, IReadOnlyList<PurchaseOrderLine> Missing) Divide(
        PurchaseOrderLine line,
        int there
    )
    {
        if (there >= line.Quantity)
        {
            return ([line], []);
        }

        var here = new List<LineSource>();
        var missing = new List<LineSource>();
        foreach (var source in line.Sources)
        {
            var pieces = Math.Min(source.StorePieces, there / source.PiecesEach);
            there -= pieces * source.PiecesEach;
            here.Add(source with { StorePieces = pieces });
            missing.Add(source with { StorePieces = source.StorePieces - pieces });
        }

        return (With(here), With(missing));

        IReadOnlyList<PurchaseOrderLine> With(List<LineSource> sources)
        {
            List<LineSource> some = [.. sources.Where(source => source.StorePieces > 0)];
            return some.Count == 0
                ? []
                : [line with { Sources = some, Quantity = some.Sum(source => source.StorePieces * source.PiecesEach) }];
        }
    }

    private static string Describe(IReadOnlyList<PurchaseOrderLine> lines) =>
        string.Join(", ", lines.Select(line => $"{line.Quantity} of {line.OfferId}/{line.SpecId}"));
}

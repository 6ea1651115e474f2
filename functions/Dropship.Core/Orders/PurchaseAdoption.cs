namespace Dropship.Core.Orders;

/// <summary>
/// Takes the market's orders for a purchase order as its own, however they became known: by the answer to the create, by a look-up, or by
/// the market's own news, which may come before a look-up finds anything. Pure.
/// </summary>
public static class PurchaseAdoption
{
    /// <summary>Whether an order of the market that comes up for it is taken as its own.</summary>
    public static bool IsOpen(PurchaseOrder purchase) =>
        purchase.State is PurchaseOrderState.Planned or PurchaseOrderState.PlacementUnknown
        || (purchase.State == PurchaseOrderState.Blocked && purchase.Hold.Is(HoldReasons.PlacementUnsettled));

    /// <summary>Adopts orders; does nothing if the placement is no longer open.</summary>
    /// <param name="edit">The edit.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="found">The market's orders.</param>
    /// <param name="failed">The lines that the market left out.</param>
    /// <param name="why">How they became known.</param>
    public static void Adopt(
        OrderEdit edit,
        PurchaseOrderKey key,
        IReadOnlyList<SupplierOrderRecord> found,
        IReadOnlyList<FailedLine> failed,
        string why
    )
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase.State != PurchaseOrderState.Placing && !IsOpen(purchase))
        {
            return;
        }

        edit.Replace(
            key,
            old =>
                old with
                {
                    SupplierOrders =
                    [
                        .. old.SupplierOrders.Where(known => found.All(order => order.OrderId != known.OrderId)),
                        .. found.Select(order => Newest(order, old)),
                    ],
                    Placement = old.Placement is null ? null : old.Placement with { LookUpAt = null },
                }
        );
        edit.AddEvent(EventKinds.PurchasePlaced, why, null, string.Join(", ", found.Select(order => order.OrderId)), key);
        Settle(edit, key, failed, why);
    }

    /// <summary>
    /// Adopts what the market's news have already brought into the record of a purchase order that counts as not placed, or as placed in
    /// part. While it is looked up, a part of it is left to the look-up, which sees the others: given up with the part alone, they would
    /// stay there to be paid.
    /// </summary>
    public static void AdoptKnown(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        var live = purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled).ToList();
        var failed = FindLeftOut(purchase, live);
        if (live.Count > 0 && IsOpen(purchase) && (failed.Count == 0 || purchase.State != PurchaseOrderState.PlacementUnknown))
        {
            Adopt(edit, key, live, failed, "1688 told of it");
        }
        else if (
            purchase is { State: PurchaseOrderState.Blocked }
            && purchase.Hold.Is(HoldReasons.PlacedInPart)
            && live.Count > 1
            && live.TrueForAll(order => order.Lines.Count > 0)
            && failed.Count == 0
        )
        {
            edit.Move(key, PurchaseOrderState.AwaitingApproval, "the rest of it is on 1688 too");
        }
    }

    /// <summary>The lines that the market's orders do not hold: an answer that would have named them never came. None where an order does
    /// not tell its lines.</summary>
    public static IReadOnlyList<FailedLine> FindLeftOut(PurchaseOrder purchase, IReadOnlyList<SupplierOrderRecord> found) =>
        found.Any(order => order.Lines.Count == 0)
            ? []
            :
            [
                .. purchase
                    .Lines.Where(line =>
                        found
                            .SelectMany(order => order.Lines)
                            .Where(one => one.OfferId == line.OfferId && one.SpecId == line.SpecId)
                            .Sum(one => one.Quantity) < line.Quantity
                    )
                    .Select(line => new FailedLine(line.OfferId, line.SpecId, "LEFT_OUT", "not in the order that was found")),
            ];

    private static SupplierOrderRecord Newest(SupplierOrderRecord order, PurchaseOrder purchase) =>
        purchase.SupplierOrders.FirstOrDefault(known => known.OrderId == order.OrderId && known.ModifiedAt > order.ModifiedAt) ?? order;

    private static void Settle(OrderEdit edit, PurchaseOrderKey key, IReadOnlyList<FailedLine> failed, string why)
    {
        if (failed.Count == 0)
        {
            edit.Move(key, PurchaseOrderState.AwaitingApproval, why);
            return;
        }

        var hold = edit.HoldFor(
            HoldReasons.PlacedInPart,
            string.Join("; ", failed.Select(line => $"{line.OfferId}/{line.SpecId}: {line.Code} {line.Text}")),
            [.. failed.Select(line => $"{line.OfferId}/{line.SpecId}")]
        );
        if (edit.Record.Find(key)!.State == PurchaseOrderState.Blocked)
        {
            edit.SetHold(key, hold, HoldReasons.PlacedInPart.Code);
        }
        else
        {
            edit.Move(key, PurchaseOrderState.Blocked, HoldReasons.PlacedInPart.Code, hold);
        }
    }
}

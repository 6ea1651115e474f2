namespace Dropship.Core.Orders;

/// <summary>Finds what went wrong on a supplier's side. What was noted once stays: the hold behind it may end. Pure.</summary>
public static class SupplierFaults
{
    /// <summary>The purchase order with what speaks against its supplier now beside what did before.</summary>
    public static PurchaseOrder Note(PurchaseOrder purchase)
    {
        var found = Find(purchase).Where(fault => !purchase.SupplierFaults.Contains(fault)).ToList();
        return found.Count == 0 ? purchase : purchase with { SupplierFaults = [.. purchase.SupplierFaults.Concat(found).Order()] };
    }

    private static IEnumerable<SupplierFault> Find(PurchaseOrder purchase)
    {
        if (purchase.Hold.Is(HoldReasons.ShipmentLate))
        {
            yield return SupplierFault.Late;
        }

        if (purchase.Hold.Is(HoldReasons.ShipmentSuspected))
        {
            yield return SupplierFault.Suspected;
        }

        if (purchase.Approval is { } round && (purchase.Amount > round.Amount || round.Amount > round.PreviousAmount))
        {
            yield return SupplierFault.PriceRise;
        }

        // One that nobody paid in time is nobody's fault but ours.
        if (
            purchase.Hold.Is(HoldReasons.SupplierClosed)
            && purchase.SupplierOrders.Any(order => order.IsPaid || order.PayBy is null || order.ModifiedAt < order.PayBy)
        )
        {
            yield return SupplierFault.Cancelled;
        }
    }
}

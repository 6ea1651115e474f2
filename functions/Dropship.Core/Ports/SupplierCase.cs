using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>One purchase from a supplier, as the supplier's record counts it.</summary>
/// <param name="Key">The purchase order; one case for each.</param>
/// <param name="SupplierId">The supplier.</param>
/// <param name="SupplierName">The name as it was known then.</param>
/// <param name="PlacedAt">When 1688 took it.</param>
/// <param name="Faults">What went wrong.</param>
public sealed record SupplierCase(
    PurchaseOrderKey Key,
    string SupplierId,
    string SupplierName,
    DateTimeOffset PlacedAt,
    IReadOnlyList<SupplierFault> Faults
)
{
    /// <summary>The case of a purchase order; null for one that is not placed.</summary>
    public static SupplierCase? Of(PurchaseOrder purchase) =>
        purchase.PlacedAt is { } placed
            ? new SupplierCase(purchase.Key, purchase.SupplierId, purchase.SupplierLabel, placed, purchase.SupplierFaults)
            : null;
}

namespace Dropship.Core.Purchasing;

/// <summary>A page of changed orders at the market.</summary>
/// <param name="Orders">The orders, without their parcels.</param>
/// <param name="HasMore">There are more pages.</param>
public sealed record SupplierOrderPage(IReadOnlyList<SupplierOrder> Orders, bool HasMore);

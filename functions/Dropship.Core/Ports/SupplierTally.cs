namespace Dropship.Core.Ports;

/// <summary>The cases of a supplier, counted.</summary>
/// <param name="SupplierId">The supplier.</param>
/// <param name="SupplierName">The newest name that is known.</param>
/// <param name="Purchases">How many purchases were placed.</param>
/// <param name="Late">How many of them were not shipped in time.</param>
/// <param name="Suspected">How many had a parcel that no carrier scanned.</param>
/// <param name="PriceRises">How many became dearer.</param>
/// <param name="Cancelled">How many the supplier closed.</param>
/// <param name="Window">How far back they were counted.</param>
/// <param name="CountedAt">When.</param>
public sealed record SupplierTally(
    string SupplierId,
    string SupplierName,
    int Purchases,
    int Late,
    int Suspected,
    int PriceRises,
    int Cancelled,
    TimeSpan Window,
    DateTimeOffset CountedAt
);

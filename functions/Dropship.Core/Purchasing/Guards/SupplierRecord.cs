using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>How a supplier did with the purchases of some time.</summary>
/// <param name="SupplierId">The supplier.</param>
/// <param name="SupplierName">The newest name that is known.</param>
/// <param name="Purchases">How many purchases were placed.</param>
/// <param name="Late">How many of them were not shipped in time.</param>
/// <param name="Suspected">How many had a parcel that no carrier scanned.</param>
/// <param name="PriceRises">How many became dearer after they were asked for.</param>
/// <param name="Cancelled">How many the supplier closed.</param>
public sealed record SupplierRecord(
    string SupplierId,
    string SupplierName,
    int Purchases,
    int Late,
    int Suspected,
    int PriceRises,
    int Cancelled
)
{
    /// <summary>The share of the purchases that are late, in percent with one decimal.</summary>
    public decimal LatePercent => PercentOf(Late);

    /// <summary>The share with a parcel that no carrier scanned.</summary>
    public decimal SuspectedPercent => PercentOf(Suspected);

    /// <summary>The share that became dearer.</summary>
    public decimal PriceRisePercent => PercentOf(PriceRises);

    /// <summary>The share that the supplier closed.</summary>
    public decimal CancelledPercent => PercentOf(Cancelled);

    /// <summary>Counts the cases of one supplier; at least one.</summary>
    public static SupplierRecord Of(IReadOnlyCollection<SupplierCase> cases)
    {
        var newest = cases.MaxBy(one => one.PlacedAt)!;
        return new SupplierRecord(
            newest.SupplierId,
            newest.SupplierName,
            cases.Count,
            Count(SupplierFault.Late),
            Count(SupplierFault.Suspected),
            Count(SupplierFault.PriceRise),
            Count(SupplierFault.Cancelled)
        );

        int Count(SupplierFault fault) => cases.Count(one => one.Faults.Contains(fault));
    }

    /// <summary>The record that was counted before.</summary>
    public static SupplierRecord Of(SupplierTally tally) =>
        new(tally.SupplierId, tally.SupplierName, tally.Purchases, tally.Late, tally.Suspected, tally.PriceRises, tally.Cancelled);

    /// <summary>The record to be kept.</summary>
    /// <param name="window">How far back it was counted.</param>
    /// <param name="countedAt">When.</param>
    public SupplierTally ToTally(TimeSpan window, DateTimeOffset countedAt) =>
        new(SupplierId, SupplierName, Purchases, Late, Suspected, PriceRises, Cancelled, window, countedAt);

    private decimal PercentOf(int count) => Purchases == 0 ? 0 : Math.Round(100m * count / Purchases, 1, MidpointRounding.AwayFromZero);
}

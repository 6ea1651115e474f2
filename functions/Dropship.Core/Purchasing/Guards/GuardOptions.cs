namespace Dropship.Core.Purchasing.Guards;

/// <summary>What keeps money from going out. What is null is not guarded.</summary>
public sealed record GuardOptions
{
    /// <summary>The least margin of what is sold together, in percent of its price; 0 forbids losses.</summary>
    public decimal? MinimumMarginPercent { get; init; }

    /// <summary>The most that one purchase order may cost.</summary>
    public Money? MaximumPurchase { get; init; }

    /// <summary>The most that is bought on one day.</summary>
    public Money? DailyTotal { get; init; }

    /// <summary>The most that is bought from one supplier on one day.</summary>
    public Money? DailyPerSupplier { get; init; }

    /// <summary>The most that is bought for one store on one day.</summary>
    public Money? DailyPerStore { get; init; }

    /// <summary>The most of a supplier's purchases that may have been late, in percent.</summary>
    public decimal? MaximumLatePercent { get; init; }

    /// <summary>The most that may have had a parcel that no carrier scanned, in percent.</summary>
    public decimal? MaximumSuspectedPercent { get; init; }

    /// <summary>The most that may have become dearer after they were asked for, in percent.</summary>
    public decimal? MaximumPriceRisePercent { get; init; }

    /// <summary>The most that the supplier may have closed, in percent.</summary>
    public decimal? MaximumCancelledPercent { get; init; }

    /// <summary>How far back a supplier's purchases count.</summary>
    public TimeSpan SupplierWindow { get; init; } = TimeSpan.FromDays(30);

    /// <summary>With fewer purchases than that, a supplier is not judged.</summary>
    public int SupplierLeastPurchases { get; init; } = 10;

    /// <summary>Where the day begins at midnight.</summary>
    public TimeZoneInfo DayZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How old the exchange rates that a person set may be that a margin is judged by.</summary>
    public TimeSpan RatesUsableFor { get; init; } = TimeSpan.FromDays(60);

    /// <summary>The same for rates that are fetched; they change each working day.</summary>
    public TimeSpan FetchedRatesUsableFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How often a purchase order that waits for a day's limit looks again; the limit may have been raised.</summary>
    public TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromMinutes(30);
}

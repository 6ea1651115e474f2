using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>How stores are read.</summary>
public sealed record PullOptions
{
    /// <summary>How far each pull looks back behind the watermark, at least; a platform whose listing lags more gets more.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far each pull of a platform looks back.</summary>
    public TimeSpan OverlapFor(StoreCapabilities platform) => platform.ListingLag > Overlap ? platform.ListingLag : Overlap;

    /// <summary>How far the very first pull of a store looks back.</summary>
    public TimeSpan FirstLookBack { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long to wait when a store cannot be reached.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before an order is read again of which the store's replies make no sense.</summary>
    public TimeSpan UnreadableAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many orders are read at the same time where a listing only says that they changed.</summary>
    public int ReadsAtOnce { get; init; } = 4;

    /// <summary>How many orders one pull reads; the next pull continues from there.</summary>
    public int ReadsPerPull { get; init; } = 400;

    /// <summary>How many pages one pull reads; the next pull continues from there.</summary>
    public int PagesPerPull { get; init; } = 40;
}

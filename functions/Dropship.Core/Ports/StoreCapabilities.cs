namespace Dropship.Core.Ports;

/// <summary>How a platform differs in what it can do, so that the stages need not know which one it is.</summary>
public sealed record StoreCapabilities
{
    /// <summary>One order may go out in several parcels; if not, a parcel waits until the whole order is shipped.</summary>
    public required bool PartialShipment { get; init; }

    /// <summary>A tracking number may be replaced; if not, an alert is raised.</summary>
    public required bool TrackingUpdate { get; init; }

    /// <summary>How many orders one call of <see cref="IStorePlatform.ReadOrdersAsync"/> takes.</summary>
    public int OrdersPerRead { get; init; } = 1;

    /// <summary>How far the listing may lag behind a change; pulls look back by at least this.</summary>
    public required TimeSpan ListingLag { get; init; }
}

namespace Dropship.Core.Ports;

/// <summary>What a platform can do, so that the stages need not know which one it is.</summary>
public sealed record StoreCapabilities
{
    /// <summary>One order may be fulfilled in several parcels.</summary>
    public required bool PartialShipment { get; init; }

    public required bool Webhooks { get; init; }

    /// <summary>It names a time by which the order must be shipped.</summary>
    public required bool ShipByDeadline { get; init; }

    /// <summary>A number may be given before a carrier has the parcel.</summary>
    public required bool EarlyPush { get; init; }

    /// <summary>A number once given may be replaced.</summary>
    public required bool TrackingUpdate { get; init; }

    /// <summary>How far the listing may lag behind a change; pulls look back by at least this.</summary>
    public required TimeSpan ListingLag { get; init; }

    /// <summary>How many orders one page holds.</summary>
    public required int PageSize { get; init; }
}

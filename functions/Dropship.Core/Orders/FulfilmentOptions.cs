namespace Dropship.Core.Orders;

/// <summary>When a supplier or a forwarder counts as late, and how long a doubt about the store lasts.</summary>
public sealed record FulfilmentOptions
{
    /// <summary>How long before the store's deadline a person is warned of goods that are not shipped.</summary>
    public TimeSpan WarnBeforeShipBy { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long after the payment a person is warned, where the store names no deadline or a later one.</summary>
    public TimeSpan SupplierShipsWithin { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long after the goods arrived a person is warned that the forwarder gave no tracking number.</summary>
    public TimeSpan ForwarderShipsWithin { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long after the supplier shipped, where nothing is heard of the arrival.</summary>
    public TimeSpan ForwarderSilentAfter { get; init; } = TimeSpan.FromDays(10);

    /// <summary>How often a forwarder is asked what it has sent, beside what it tells by itself.</summary>
    public TimeSpan ForwarderLookEvery { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long after it was shipped a parcel may be without a carrier's first scan, where the store's account says nothing
    /// else.</summary>
    public TimeSpan PickupWithin { get; init; } = TimeSpan.FromHours(48);

    /// <summary>How long a tracking service that did not answer is left alone before it is told of a parcel again.</summary>
    public TimeSpan FollowAgainAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long nothing may be heard of a parcel on its way before it counts as expired.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long before the store's deadline a number is pushed though no carrier has scanned the parcel, where the store's account
    /// waits for the scan.</summary>
    public TimeSpan PushBeforeShipBy { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long to wait before a tracking number with an unknown push result is pushed again: the first call may still
    /// arrive.</summary>
    public TimeSpan PushAgainAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many such answers in a row make it a person's turn.</summary>
    public int PushDoubts { get; init; } = 3;
}

using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What a tracking service says of one number.</summary>
public sealed record CourierReading
{
    public required string Number { get; init; }

    /// <summary>Whose parcel it is, as the service found out; null when it does not say, or when the carrier is not known here.</summary>
    public Carrier? Carrier { get; init; }

    /// <summary>How far the parcel is; <see cref="ParcelStatus.NotFound"/> when no carrier knows the number.</summary>
    public required ParcelReport Report { get; init; }

    /// <summary>The trace, in any order.</summary>
    public IReadOnlyList<CourierScan> Scans { get; init; } = [];

    /// <summary>The city that the parcel goes to; null when that is not told.</summary>
    public string? EndCity { get; init; }

    /// <summary>The service's words for the status that are not known here.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];
}

namespace Dropship.Core.Ports;

/// <summary>What comes to a forwarder, and to whom it goes from there.</summary>
public sealed record ForwarderAnnouncement
{
    /// <summary>The key of the purchase order; announcing again under it takes the place of what was announced.</summary>
    public required string Reference { get; init; }

    /// <summary>The number of the store order, which stands on the parcels.</summary>
    public required string OrderNumber { get; init; }

    public required IReadOnlyList<AnnouncedParcel> Parcels { get; init; }

    public required IReadOnlyList<AnnouncedGoods> Goods { get; init; }

    /// <summary>Personal data; null once it is erased.</summary>
    public ShipTo? Customer { get; init; }

    /// <summary>The customer's or the store's remark. May hold personal data.</summary>
    public string? Note { get; init; }
}

using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A parcel's number on its way to the store.</summary>
public sealed record TrackingPush
{
    public required string StoreOrderId { get; init; }

    /// <summary>Which pieces are in the parcel; of a line in it, all pieces that travel under its number.</summary>
    public required IReadOnlyList<LineQuantity> Lines { get; init; }

    /// <summary>The supplier's name of the carrier, such as 中通快递(ZTO).</summary>
    public required string CarrierName { get; init; }

    /// <summary>The supplier's code of the carrier, such as ZTO; null when unknown.</summary>
    public string? CarrierCode { get; init; }

    public required string TrackingNumber { get; init; }

    /// <summary>The country that the parcel goes to, ISO 3166; null when it is not kept. Some platforms have other words for a carrier
    /// there.</summary>
    public string? Country { get; init; }

    /// <summary>The number whose place this one takes in a replacement, other numbers stay; null to replace whatever is there.</summary>
    public string? Replaces { get; init; }

    public required bool NotifyCustomer { get; init; }

    /// <summary>The numbers of our own parcels of the order: a fulfilment that carries one of them is no other's.</summary>
    public IReadOnlyCollection<string> OwnNumbers { get; init; } = [];

    /// <summary>Those of <see cref="OwnNumbers"/> that the platform made for what travels under this number or under the one that it
    /// replaces.</summary>
    public IReadOnlyCollection<string> PlatformNumbers { get; init; } = [];

    /// <summary>Whether pieces that have another's number in the store keep it and are left out; if not, they are a conflict.</summary>
    public bool YieldsToOthers { get; init; }
}

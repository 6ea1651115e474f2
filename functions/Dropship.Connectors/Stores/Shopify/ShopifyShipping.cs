using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>The part of an order that a fulfilment needs.</summary>
/// <param name="IsCancelled">Whether the order was cancelled.</param>
/// <param name="Parts">Its fulfilment orders.</param>
/// <param name="Parcels">Its fulfilments.</param>
internal sealed record ShopifyShipping(
    bool IsCancelled,
    IReadOnlyList<ShopifyFulfillmentOrder> Parts,
    IReadOnlyList<ShopifyFulfilment> Parcels
);

/// <summary>What one location is to ship of an order.</summary>
/// <param name="Id">The fulfilment order's gid.</param>
/// <param name="Status">Its status.</param>
/// <param name="LocationId">Where it is to be shipped from; null when the location is gone.</param>
/// <param name="CanFulfil">Whether the store takes a fulfilment for it now.</param>
/// <param name="Hold">Why it is held; null when it is not.</param>
/// <param name="ShipBy">Its deadline; null when there is none.</param>
/// <param name="Lines">What is left to ship.</param>
internal sealed record ShopifyFulfillmentOrder(
    string Id,
    string Status,
    string? LocationId,
    bool CanFulfil,
    string? Hold,
    DateTimeOffset? ShipBy,
    IReadOnlyList<ShopifyPartLine> Lines
);

/// <param name="Id">The fulfilment order line's gid.</param>
/// <param name="LineId">The order line it is of.</param>
/// <param name="Remaining">Pieces left to ship.</param>
internal sealed record ShopifyPartLine(string Id, string LineId, int Remaining);

/// <summary>A fulfilment that the store has.</summary>
/// <param name="Id">Its number.</param>
/// <param name="IsCancelled">Whether it was taken back.</param>
/// <param name="Tracking">Its tracking numbers.</param>
/// <param name="Lines">Line id and pieces.</param>
internal sealed record ShopifyFulfilment(
    string Id,
    bool IsCancelled,
    IReadOnlyList<ShopifyTracking> Tracking,
    IReadOnlyList<LineQuantity> Lines
)
{
    public bool Has(string number) => Tracking.Any(one => TrackingNumbers.AreSame(one.Number, number));
}

/// <param name="Number">The tracking number.</param>
/// <param name="Company">The carrier's name; null when there is none.</param>
/// <param name="Url">Where a customer follows it; null when there is none.</param>
internal sealed record ShopifyTracking(string Number, string? Company, string? Url);

/// <summary>Which lists of an order a reply holds the beginning of only.</summary>
/// <param name="LinesAfter">Where the order's lines go on; null when all are there.</param>
/// <param name="Parts">Whether fulfilment orders, or lines of one, are missing.</param>
/// <param name="Parcels">Whether fulfilments, or lines of one, are missing.</param>
internal sealed record ShopifyGaps(string? LinesAfter, bool Parts, bool Parcels);

/// <summary>The lists that were read in pages of their own; null for those that the first reply held whole.</summary>
/// <param name="Lines">The lines after the first reply's.</param>
/// <param name="Parts">All fulfilment orders.</param>
/// <param name="Parcels">All fulfilments.</param>
internal sealed record ShopifyPages(
    IReadOnlyList<System.Text.Json.JsonElement>? Lines,
    IReadOnlyList<ShopifyFulfillmentOrder>? Parts,
    IReadOnlyList<ShopifyFulfilment>? Parcels
)
{
    public static ShopifyPages None { get; } = new(null, null, null);
}

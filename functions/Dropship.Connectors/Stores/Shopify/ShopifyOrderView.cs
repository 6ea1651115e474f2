using Dropship.Core.Stores;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>An order in our words, with what only a fulfilment needs beside it.</summary>
/// <param name="Reading">The order.</param>
/// <param name="Parts">Its fulfilment orders.</param>
/// <param name="IsWhole">False when the reply held only the beginning of a list.</param>
/// <param name="LinesCursor">Where the order's lines go on; null when all were read.</param>
internal sealed record ShopifyOrderView(StoreOrderReading Reading, IReadOnlyList<ShopifyPart> Parts, bool IsWhole, string? LinesCursor);

/// <summary>What one location is to ship of an order.</summary>
/// <param name="Id">The fulfilment order's gid.</param>
/// <param name="Status">Its status.</param>
/// <param name="LocationId">Where it is to be shipped from; null when the location is gone.</param>
/// <param name="CanFulfil">Whether the store takes a fulfilment for it now.</param>
/// <param name="Hold">Why it is held; null when it is not.</param>
/// <param name="ShipBy">Its deadline; null when there is none.</param>
/// <param name="Lines">What is left to ship.</param>
internal sealed record ShopifyPart(string Id, string Status, string? LocationId, bool CanFulfil, string? Hold, DateTimeOffset? ShipBy, IReadOnlyList<ShopifyPartLine> Lines);

/// <param name="Id">The fulfilment order line's gid.</param>
/// <param name="LineId">The order line it is of.</param>
/// <param name="Remaining">Pieces left to ship.</param>
internal sealed record ShopifyPartLine(string Id, string LineId, int Remaining);

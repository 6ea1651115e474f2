namespace Dropship.Core.Ports;

/// <summary>What the market would charge if the purchase were made now.</summary>
/// <param name="Total">Goods and freight, less discounts.</param>
/// <param name="Freight">The freight in it.</param>
/// <param name="Discount">What was taken off, as a positive amount.</param>
/// <param name="Orders">How many orders the market would make of it.</param>
/// <param name="TradeTypes">The ways to trade that it allows; none means it cannot be ordered by interface.</param>
/// <param name="Flow">The flow it was reckoned for.</param>
/// <param name="FreightIsOpen">The supplier only describes the freight, so that the total may still change.</param>
public sealed record PurchasePreview(
    Money Total,
    Money Freight,
    Money Discount,
    int Orders,
    IReadOnlyList<string> TradeTypes,
    string? Flow,
    bool FreightIsOpen
);

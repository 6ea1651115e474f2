namespace Dropship.Core.Orders;

/// <summary>Goods of a purchase order, and the store lines they are for.</summary>
public sealed record PurchaseOrderLine
{
    public required string OfferId { get; init; }

    /// <summary>The spec; null for an offer without specs.</summary>
    public string? SpecId { get; init; }

    /// <summary>Pieces to buy: the sum over <see cref="Sources"/>.</summary>
    public required int Quantity { get; init; }

    public string? Title { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>The most that one piece may cost; null when the mapping sets no price.</summary>
    public Money? MaximumUnitPrice { get; init; }

    public required IReadOnlyList<LineSource> Sources { get; init; }
}

namespace Dropship.Core.Orders;

/// <summary>One kind of goods behind a store SKU.</summary>
public sealed record MappedItem
{
    /// <summary>The supplier's member id: goods of one supplier go into one purchase order.</summary>
    public required string SupplierId { get; init; }

    /// <summary>The supplier's name, for people.</summary>
    public string? SupplierName { get; init; }

    public required string OfferId { get; init; }

    /// <summary>The spec; null only for an offer without specs.</summary>
    public string? SpecId { get; init; }

    /// <summary>How many pieces to buy for one sold.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>The most that one piece may cost, in yuan; null for no limit.</summary>
    public decimal? MaximumUnitPrice { get; init; }

    /// <summary>What the goods are called at the supplier, for people.</summary>
    public string? Title { get; init; }

    public string? ImageUrl { get; init; }
}

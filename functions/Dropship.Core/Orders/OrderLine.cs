namespace Dropship.Core.Orders;

/// <summary>One line item of a store order.</summary>
public sealed record OrderLine
{
    /// <summary>The platform's id of the line.</summary>
    public required string LineId { get; init; }

    /// <summary>The seller's SKU; null when the listing has none.</summary>
    public string? Sku { get; init; }

    public string? ProductId { get; init; }

    public string? VariantId { get; init; }

    public required string Title { get; init; }

    public string? VariantTitle { get; init; }

    /// <summary>Pieces ordered.</summary>
    public required int Quantity { get; init; }

    /// <summary>Pieces that are neither fulfilled nor taken back: what there is to buy and to send.</summary>
    public required int OpenQuantity { get; init; }

    /// <summary>How many of the open pieces the store does not let us ship: it shows no fulfilment order for them, or one that was given
    /// up.</summary>
    public int HiddenQuantity { get; init; }

    /// <summary>What the customer pays for one piece, after discounts.</summary>
    public required Money UnitPrice { get; init; }

    public bool RequiresShipping { get; init; } = true;

    public string? ImageUrl { get; init; }
}

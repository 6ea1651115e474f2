using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>An order; its key is its number.</summary>
internal sealed class ShopeeOrder : Entity
{
    public string Shop { get; set; } = string.Empty;

    public string Status { get; set; } = "UNPAID";

    /// <summary>What it was before the buyer asked to cancel.</summary>
    public string? StatusBefore { get; set; }

    public bool Cod { get; set; }

    public string Flag { get; set; } = "fulfilled_by_local_seller";

    public long CreateTime { get; set; }

    public long UpdateTime { get; set; }

    public long? PayTime { get; set; }

    public long ShipByDate { get; set; }

    public string? CancelReason { get; set; }

    public bool SplitUp { get; set; }

    public List<ShopeeLine> Lines { get; set; } = [];

    public List<ShopeePackage> Packages { get; set; } = [];
}

internal sealed class ShopeeLine
{
    public long ItemId { get; set; }

    public long ModelId { get; set; }

    public string? Sku { get; set; }

    public string Title { get; set; } = string.Empty;

    public string? Variant { get; set; }

    public int Quantity { get; set; }

    /// <summary>For one piece, in whole units of the currency.</summary>
    public decimal Price { get; set; }
}

internal sealed class ShopeePackage
{
    public string Number { get; set; } = string.Empty;

    public string Status { get; set; } = "LOGISTICS_NOT_START";

    public string? TrackingNumber { get; set; }

    /// <summary>Sandbox seconds from which on the number is told.</summary>
    public double NumberFrom { get; set; }

    /// <summary>The kind of label that was asked for; null for none.</summary>
    public string? LabelKind { get; set; }

    /// <summary>Sandbox seconds from which on the label is there.</summary>
    public double LabelFrom { get; set; }

    /// <summary>Pieces by the place of their line in the order.</summary>
    public Dictionary<int, int> Pieces { get; set; } = [];
}

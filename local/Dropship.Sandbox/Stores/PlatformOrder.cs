using Dropship.Sandbox.Control;
using Dropship.Sandbox.Shopify;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores;

/// <summary>An order of a store, however its platform words it. Its key is the platform and the id.</summary>
internal sealed class PlatformOrder : Entity
{
    public string Platform { get; set; } = string.Empty;

    public string Id { get; set; } = string.Empty;

    public long Sequence { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    public DateTimeOffset? CancelledAt { get; set; }

    public DateTimeOffset? RefundedAt { get; set; }

    public DateTimeOffset ShipBy { get; set; }

    public string Currency { get; set; } = "USD";

    public string? Note { get; set; }

    public StoreAddress Address { get; set; } = new();

    public List<PlatformLine> Lines { get; set; } = [];

    public List<PlatformParcel> Parcels { get; set; } = [];

    /// <summary>The platform's own word for its state, where it keeps one; empty otherwise.</summary>
    public string Status { get; set; } = string.Empty;

    /// <summary>What the platform keeps beside, as JSON.</summary>
    public Dictionary<string, string> Extra { get; set; } = [];

    public bool IsCancelled => CancelledAt is not null;

    public decimal Total => Lines.Sum(line => line.Price * line.Quantity);

    /// <summary>Pieces of a line that no parcel holds and nobody took back.</summary>
    public int OpenOf(PlatformLine line) =>
        IsCancelled ? 0 : line.Quantity - line.TakenBack - Parcels.Sum(parcel => parcel.Pieces.GetValueOrDefault(line.Id));

    public bool IsShipped => Parcels.Count > 0 && Lines.TrueForAll(line => OpenOf(line) == 0);
}

internal sealed class PlatformLine
{
    public string Id { get; set; } = string.Empty;

    public string? Sku { get; set; }

    public string Title { get; set; } = string.Empty;

    public string? Variant { get; set; }

    public int Quantity { get; set; }

    /// <summary>Pieces that were refunded or taken off the order.</summary>
    public int TakenBack { get; set; }

    public decimal Price { get; set; }
}

internal sealed class PlatformParcel
{
    public string Id { get; set; } = string.Empty;

    public List<string> Numbers { get; set; } = [];

    public string Carrier { get; set; } = string.Empty;

    public DateTimeOffset ShippedAt { get; set; }

    /// <summary>Pieces by line.</summary>
    public Dictionary<string, int> Pieces { get; set; } = [];
}

/// <summary>The order that somebody wants made.</summary>
internal sealed class PlatformWish
{
    public string? Sku { get; set; }

    public int Quantity { get; set; } = 1;

    public List<LineWish>? Lines { get; set; }

    public bool Paid { get; set; } = true;

    public string Country { get; set; } = "US";

    public string? Currency { get; set; }

    public string? Note { get; set; }

    public int Count { get; set; } = 1;
}

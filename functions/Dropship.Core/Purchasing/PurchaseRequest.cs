namespace Dropship.Core.Purchasing;

/// <summary>A purchase as it goes to the market, for a preview or for real.</summary>
public sealed record PurchaseRequest
{
    /// <summary>Our business key; the market keeps it as the outer order number and finds the order by it.</summary>
    public required string Key { get; init; }

    public required IReadOnlyList<SupplierLine> Lines { get; init; }

    public required ShipTo ShipTo { get; init; }

    /// <summary>Said to the supplier; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>One of the preview's trade types; null lets the market choose.</summary>
    public string? TradeType { get; init; }

    /// <summary>The flow that the preview allowed; null for the account's own.</summary>
    public string? Flow { get; init; }
}

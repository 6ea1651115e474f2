namespace Dropship.Core.Orders;

/// <summary>A parcel that a supplier says is on its way.</summary>
public sealed record SupplierParcel
{
    /// <summary>The market's id of the parcel, which stays when the waybill is replaced.</summary>
    public required string ParcelId { get; init; }

    /// <summary>The parcel whose field this number stood in behind another one; null for a parcel of its own.</summary>
    public string? FurtherNumberOf { get; init; }

    public required string SupplierOrderId { get; init; }

    /// <summary>What stands where the waybill number should: one number, several of one parcel, words; null when the supplier gave none (a
    /// parcel without logistics).</summary>
    public string? WaybillNumber { get; init; }

    public required string CarrierName { get; init; }

    public string? CarrierCode { get; init; }

    /// <summary>The market's own word, such as ACCEPT.</summary>
    public required string RawStatus { get; init; }

    public required ParcelStatus Status { get; init; }

    public ParcelSubStatus SubStatus { get; init; }

    /// <summary>The market's word where it should be a status and is not known here; null otherwise.</summary>
    public string? UnknownWord { get; init; }

    public DateTimeOffset? ShippedAt { get; init; }

    /// <summary>Which lines are in it; none when the market does not say, which means all of the order.</summary>
    public IReadOnlyList<ParcelLine> Lines { get; init; } = [];

    /// <summary>What the market says of its way. It gives no time.</summary>
    public ParcelReport ToReport() => new(Status, SubStatus, RawStatus, null);
}

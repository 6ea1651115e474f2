namespace Dropship.Core.Ports;

/// <summary>A purchase order that has a waybill number.</summary>
public sealed record WaybillUse
{
    public required string Number { get; init; }

    /// <summary>The carrier: the same for all spellings of its name.</summary>
    public required string CarrierKey { get; init; }

    public required PurchaseOrderKey Purchase { get; init; }

    /// <summary>The store's number of the order, for people.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>The digest of the customer's address: the same for orders that one customer may get in one parcel; null when it is
    /// erased.</summary>
    public string? Customer { get; init; }

    public required DateTimeOffset NotedAt { get; init; }
}

namespace Dropship.Core.Orders;

/// <summary>An order as a list shows it. No personal data.</summary>
public sealed record OrderSummary
{
    public required OrderKey Key { get; init; }

    public required string Number { get; init; }

    public required OrderState State { get; init; }

    public required DateTimeOffset StateSince { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required StorePaymentStatus Payment { get; init; }

    public required StoreFulfilmentStatus Fulfilment { get; init; }

    public required DeliveryStatus Delivery { get; init; }

    public string? HoldCode { get; init; }

    public string? HoldDetail { get; init; }

    public HoldFacts? HoldFacts { get; init; }

    public DateTimeOffset? ShipBy { get; init; }

    /// <summary>Whether that deadline counts.</summary>
    public bool AwaitsShipBy { get; init; }

    /// <summary>How near the deadline a person was told of it.</summary>
    public ShipByStage ShipByTold { get; init; }

    /// <summary>When the store had the last tracking number of it; null until it has all of them.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>Whether that was before the store's deadline; null until then, and where the store named none.</summary>
    public bool? IsOnTime { get; init; }

    /// <summary>Whether it may miss the store's deadline, or something is wrong with its goods on their way or with what the store was told
    /// of them.</summary>
    public bool IsAtRisk =>
        (AwaitsShipBy && ShipByTold != ShipByStage.None)
        || PurchaseOrders.Any(purchase => purchase.HoldCode is { } code && HoldReasons.PutsAtRisk(code));

    public DateTimeOffset? PersonalDataErasedAt { get; init; }

    public required IReadOnlyList<PurchaseOrderSummary> PurchaseOrders { get; init; }

    /// <summary>Whether it is known by a number: the store's or its id, that of a purchase order, of an order on 1688, or of a
    /// parcel.</summary>
    public bool IsKnownAs(string number)
    {
        var text = OutsideText.Fold(number).Trim().TrimStart('#');
        return text.Length > 0
            && (
                Is(Number.TrimStart('#'))
                || Is(Key.StoreOrderId)
                || PurchaseOrders.Any(purchase =>
                    Is(purchase.Key)
                    || purchase.SupplierOrderIds.Any(Is)
                    || purchase.TrackingNumbers.Any(known => TrackingNumbers.AreSame(known, text))
                )
            );

        bool Is(string known) => string.Equals(known, text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a list would show the same.</summary>
    public bool ShowsAs(OrderSummary other) =>
        this with { PurchaseOrders = [] } == other with { PurchaseOrders = [] }
        && PurchaseOrders.Count == other.PurchaseOrders.Count
        && PurchaseOrders.Zip(other.PurchaseOrders).All(pair => pair.First.ShowsAs(pair.Second));

    /// <summary>Whether it says where an order and its purchase orders stand now.</summary>
    public bool Shows(Order record) =>
        State == record.State
        && HoldCode == record.Hold?.Code
        && PurchaseOrders
            .Select(one => (one.Key, one.State, one.HoldCode))
            .SequenceEqual(record.PurchaseOrders.Select(one => (one.Key.Value, one.State, one.Hold?.Code)));

    public static OrderSummary Of(Order record) =>
        new()
        {
            Key = record.Key,
            Number = record.StoreOrder.Number,
            State = record.State,
            StateSince = record.StateSince,
            FirstSeenAt = record.FirstSeenAt,
            Payment = record.StoreOrder.Payment,
            Fulfilment = record.StoreOrder.Fulfilment,
            Delivery = record.Delivery,
            HoldCode = record.Hold?.Code,
            HoldDetail = record.Hold?.Detail,
            HoldFacts = record.Hold?.Facts,
            ShipBy = record.StoreOrder.ShipBy,
            AwaitsShipBy = record.AwaitsShipBy,
            ShipByTold = record.ShipByTold,
            PushedAt = record.PushedAt,
            IsOnTime = record.IsOnTime,
            PersonalDataErasedAt = record.PersonalDataErasedAt,
            PurchaseOrders = [.. record.PurchaseOrders.Select(PurchaseOrderSummary.Of)],
        };
}

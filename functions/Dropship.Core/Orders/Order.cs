namespace Dropship.Core.Orders;

/// <summary>All that is kept of one store order: what the store said, where it stands, and its purchase orders. Changed as a
/// whole.</summary>
public sealed record Order
{
    public required OrderKey Key { get; init; }

    /// <summary>The order as the store last told it.</summary>
    public required StoreOrder StoreOrder { get; init; }

    /// <summary>What is wrong with the newest that the store sent of it, so that <see cref="StoreOrder"/> is older than that; null when it
    /// could be read.</summary>
    public string? Unreadable { get; init; }

    public required OrderState State { get; init; }

    public required DateTimeOffset StateSince { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Whether a comparison with the store found it missing here. What is bought for it is looked up on 1688 before it is
    /// bought.</summary>
    public bool WasMissed { get; init; }

    /// <summary>Whether it is from before the time from which the store's orders are taken, which showed only once it could be read. It was
    /// handled elsewhere, and nothing is bought for it.</summary>
    public bool IsLeftAlone { get; init; }

    /// <summary>What it waits for; null while it continues automatically.</summary>
    public Hold? Hold { get; init; }

    /// <summary>The mode that was in force when it was confirmed for purchase; null before.</summary>
    public PlacingMode? PlacingMode { get; init; }

    public IReadOnlyList<PurchaseOrder> PurchaseOrders { get; init; } = [];

    /// <summary>The ids of the lines that are the seller's own business.</summary>
    public IReadOnlyList<string> LinesNotOurs { get; init; } = [];

    /// <summary>Where the parcels are, by the slowest of them.</summary>
    public DeliveryStatus Delivery { get; init; } = DeliveryStatus.NotShipped;

    /// <summary>How near the store's deadline a person was told of it.</summary>
    public ShipByStage ShipByTold { get; init; }

    /// <summary>Whether the store's deadline counts: the customer has paid, and the store does not have all of it as shipped with parcels
    /// that carriers have.</summary>
    public bool AwaitsShipBy =>
        StoreOrder.ShipBy is not null
        && !StoreOrder.IsCancelled
        && !Hold.Is(HoldReasons.TestOrder)
        && State != OrderState.AwaitingPayment
        && !OrderTransitions.IsFinal(State)
        && (
            StoreOrder.Fulfilment != StoreFulfilmentStatus.Fulfilled
            || PurchaseOrders.Any(purchase => purchase.Parcels.Any(parcel => parcel.AwaitsPickup))
        );

    /// <summary>When the store had the last tracking number of it; null until it has all of them. Set once.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>Whether that was before the store's deadline; null until then, and where the store named none. Set once.</summary>
    public bool? IsOnTime { get; init; }

    /// <summary>What the store said of the payment before it gave money back for the fulfilled order; null once a person is told.</summary>
    public StorePaymentStatus? RefundedFrom { get; init; }

    /// <summary>When the personal data was erased; null while it is kept.</summary>
    public DateTimeOffset? PersonalDataErasedAt { get; init; }

    /// <summary>How many events its history has.</summary>
    public int EventCount { get; init; }

    /// <summary>The digest of the last event; empty before the first.</summary>
    public string EventHash { get; init; } = string.Empty;

    /// <summary>The version under which it was read; opaque. Null for one that was never saved.</summary>
    public string? Version { get; init; }

    /// <summary>Whether the store has cancelled the order, or holds the goods of a purchase order back. It may be known before it is acted
    /// upon; until then no money goes out either.</summary>
    public bool IsVetoed(PurchaseOrder purchase) => StoreOrder.IsCancelled || LineCoverage.WhyHeld(this, purchase) is not null;

    /// <summary>The purchase order of a key; null when there is none.</summary>
    public PurchaseOrder? Find(PurchaseOrderKey key) => PurchaseOrders.FirstOrDefault(purchase => purchase.Key == key);

    /// <summary>The first unused key for these goods. A key is never reused.</summary>
    public PurchaseOrderKey NextKey(string supplierId, string digest, PurchasePurpose purpose)
    {
        var sequence = 1;
        while (Find(PurchaseOrderKey.Create(Key, supplierId, digest, purpose, sequence)) is not null)
        {
            sequence++;
        }

        return PurchaseOrderKey.Create(Key, supplierId, digest, purpose, sequence);
    }
}

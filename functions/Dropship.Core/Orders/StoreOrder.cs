namespace Dropship.Core.Orders;

/// <summary>A store order as the platform told it at one moment, in our words.</summary>
public sealed record StoreOrder
{
    public required string StoreOrderId { get; init; }

    /// <summary>The number that people use, such as <c>#1001</c>; not a key.</summary>
    public required string Number { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The platform's time of its last change.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>The platform's deadline for shipping; null when it names none.</summary>
    public DateTimeOffset? ShipBy { get; init; }

    public required StorePaymentStatus Payment { get; init; }

    public required StoreFulfilmentStatus Fulfilment { get; init; }

    /// <summary>Why the store itself holds the order back, in its own words; null when it does not.</summary>
    public string? StoreHold { get; init; }

    /// <summary>The lines that the hold is about; none when it is about the whole order.</summary>
    public IReadOnlyList<string> HeldLines { get; init; } = [];

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public IReadOnlyList<StoreFulfilment> Fulfilments { get; init; } = [];

    /// <summary>What the customer pays for the whole order.</summary>
    public required Money Total { get; init; }

    /// <summary>Personal data; null for an order without goods to send, or once erased.</summary>
    public ShipTo? ShipTo { get; init; }

    /// <summary>The customer's or the store's remark. May hold personal data.</summary>
    public string? Note { get; init; }

    /// <summary>An order made to try the store out; nothing is bought for it unless the account says so.</summary>
    public bool IsTest { get; init; }

    /// <summary>
    /// The platform makes the label and keeps the customer's address to itself: the goods go to the forwarder, who puts the label on. Of
    /// the address only the country counts.
    /// </summary>
    public bool HasPlatformLabel { get; init; }

    public bool IsCancelled => CancelledAt is not null;

    /// <summary>Whether two readings say the same of an order.</summary>
    public bool IsSameAs(StoreOrder other) => Describe() == other.Describe() && ShipTo == other.ShipTo;

    /// <summary>The order in one line for its history: states, total and open pieces, no personal data.</summary>
    public string Describe()
    {
        var lines = string.Join(
            " ",
            Lines.Select(line =>
                $"{line.LineId}:{line.Sku ?? "(no SKU)"}x{line.OpenQuantity}/{line.Quantity}{(line.HiddenQuantity > 0 ? $" ({line.HiddenQuantity} hidden)" : string.Empty)}"
            )
        );
        var cancelled = IsCancelled ? " cancelled" : string.Empty;
        var hold = StoreHold is null
            ? string.Empty
            : $" hold:{StoreHold}{(HeldLines.Count > 0 ? $" of {string.Join(",", HeldLines)}" : string.Empty)}";
        return $"{Payment} {Fulfilment}{cancelled}{hold} {Total} {lines}";
    }
}

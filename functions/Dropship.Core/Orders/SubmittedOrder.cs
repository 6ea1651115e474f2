namespace Dropship.Core.Orders;

/// <summary>An order that was submitted to the app, and the shipments that the seller's system is told of.</summary>
public sealed record SubmittedOrder
{
    public required OrderKey Key { get; init; }

    /// <summary>The order as it was submitted last, without shipments. Its open quantities count what is to be sent at all.</summary>
    public required StoreOrder Content { get; init; }

    /// <summary>The submitter's time of that change; an older one never replaces it.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was taken in, or changed here, last; it only grows.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    public IReadOnlyList<SubmittedShipment> Shipments { get; init; } = [];

    /// <summary>Whether its personal data was erased; what is submitted later brings none back.</summary>
    public bool IsErased { get; init; }

    /// <summary>The version under which it was read; null for one that was never saved.</summary>
    public string? Version { get; init; }

    /// <summary>The order with the shipments that the seller's system knows.</summary>
    public StoreOrder ToStoreOrder()
    {
        var told = Shipments.Where(shipment => shipment.Known is not null).ToList();
        var lines = Content
            .Lines.Select(line =>
                line with
                {
                    OpenQuantity = Math.Max(
                        0,
                        line.OpenQuantity
                            - told.SelectMany(shipment => shipment.Known!.Lines)
                                .Where(piece => piece.LineId == line.LineId)
                                .Sum(piece => piece.Quantity)
                    ),
                }
            )
            .ToList();
        var isOpen = lines.Any(line => line is { RequiresShipping: true, OpenQuantity: > 0 });
        return Content with
        {
            UpdatedAt = TakenAt,
            Lines = lines,
            Fulfilment =
                Content.StoreHold is not null && isOpen ? StoreFulfilmentStatus.OnHold
                : told.Count == 0 ? StoreFulfilmentStatus.Unfulfilled
                : isOpen ? StoreFulfilmentStatus.PartiallyFulfilled
                : StoreFulfilmentStatus.Fulfilled,
            Fulfilments =
            [
                .. told.Select(shipment => new StoreFulfilment(
                    shipment.Id,
                    IsCancelled: false,
                    [.. shipment.Known!.Numbers.Select(number => number.TrackingNumber)],
                    shipment.Known.Lines
                )),
            ],
        };
    }

    /// <summary>The same, changed at a time that is later than any before.</summary>
    public SubmittedOrder At(DateTimeOffset now) => this with { TakenAt = now > TakenAt ? now : TakenAt.AddMilliseconds(1) };
}

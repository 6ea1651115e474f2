namespace Dropship.Core.Orders;

/// <summary>A purchase order as a list shows it.</summary>
public sealed record PurchaseOrderSummary
{
    public required string Key { get; init; }

    public required PurchaseOrderState State { get; init; }

    public required DateTimeOffset StateSince { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When 1688 took it; null before.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    /// <summary>When it was paid; null before.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    public string? SupplierName { get; init; }

    public required IReadOnlyList<string> SupplierOrderIds { get; init; }

    public Money? Amount { get; init; }

    public string? HoldCode { get; init; }

    public string? HoldDetail { get; init; }

    public HoldFacts? HoldFacts { get; init; }

    /// <summary>When an approver postponed the decision; null when none did.</summary>
    public DateTimeOffset? PostponedAt { get; init; }

    /// <summary>Whether a person had a push to the store ignored.</summary>
    public bool IsPushIgnored { get; init; }

    /// <summary>Whether its approval page has something to decide or to pay.</summary>
    public bool AwaitsApprover => PostponedAt is not null || State is PurchaseOrderState.AwaitingApproval or PurchaseOrderState.Approved;

    public required IReadOnlyList<string> TrackingNumbers { get; init; }

    /// <summary>Since when its next step is this system's own; null when another is waited for.</summary>
    public DateTimeOffset? StepSince { get; init; }

    /// <summary>Since when the store has a number that it does not show; null when there is none.</summary>
    public DateTimeOffset? UnshownSince { get; init; }

    /// <summary>Whether a list would show the same.</summary>
    public bool ShowsAs(PurchaseOrderSummary other) =>
        this with { SupplierOrderIds = [], TrackingNumbers = [] } == other with { SupplierOrderIds = [], TrackingNumbers = [] }
        && SupplierOrderIds.SequenceEqual(other.SupplierOrderIds)
        && TrackingNumbers.SequenceEqual(other.TrackingNumbers);

    public static PurchaseOrderSummary Of(PurchaseOrder purchase) =>
        new()
        {
            Key = purchase.Key.Value,
            State = purchase.State,
            StateSince = purchase.StateSince,
            CreatedAt = purchase.CreatedAt,
            PlacedAt = purchase.PlacedAt,
            PaidAt = purchase.Payment?.PaidAt,
            SupplierName = purchase.SupplierLabel,
            SupplierOrderIds = [.. purchase.SupplierOrders.Select(order => order.OrderId)],
            Amount = purchase.Amount,
            HoldCode = purchase.Hold?.Code,
            HoldDetail = purchase.Hold?.Detail,
            HoldFacts = purchase.Hold?.Facts,
            PostponedAt = purchase
                is { State: PurchaseOrderState.Rejected, CancelReason: null, Approval: { State: ApprovalState.Postponed } postponed }
                ? postponed.DecidedAt
                : null,
            StepSince = OwnSteps.Since(purchase),
            UnshownSince = purchase.Parcels.Where(parcel => parcel.Push == PushState.Pushed).Min(parcel => parcel.PushedAt),
            IsPushIgnored = purchase.Parcels.Any(parcel => parcel.IsPushIgnored),
            TrackingNumbers =
            [
                .. purchase.Parcels.Where(parcel => parcel.WaybillNumber is not null).Select(parcel => parcel.WaybillNumber!),
            ],
        };
}

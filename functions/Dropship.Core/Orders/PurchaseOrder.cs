using System.Security.Cryptography;
using System.Text;

namespace Dropship.Core.Orders;

/// <summary>What is bought from one supplier for one store order, with all that became of it.</summary>
public sealed record PurchaseOrder
{
    public required PurchaseOrderKey Key { get; init; }

    public required PurchaseOrderState State { get; init; }

    public required DateTimeOffset StateSince { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why it waits for a person; null while it continues automatically.</summary>
    public Hold? Hold { get; init; }

    public required string PurchasingAccountId { get; init; }

    public required string SupplierId { get; init; }

    public string? SupplierName { get; init; }

    /// <summary>The supplier as people know it: the name of the mapping or of 1688, else the id.</summary>
    public string SupplierLabel =>
        SupplierName ?? SupplierOrders.Select(order => order.SupplierName).FirstOrDefault(name => name is not null) ?? SupplierId;

    /// <summary>Whether it goes to the customer or to the store's forwarder.</summary>
    public required PurchaseRoute Route { get; init; }

    /// <summary>The forwarder that it goes to; null for one that goes to the customer.</summary>
    public ForwarderRef? Forwarder { get; init; }

    /// <summary>What became of it at the forwarder, where the forwarder gives the customer's tracking number; null where the supplier or
    /// the platform does.</summary>
    public ForwardingRecord? Forwarding { get; init; }

    public required IReadOnlyList<PurchaseOrderLine> Lines { get; init; }

    /// <summary>How long a parcel may be without a carrier's first scan, as the store's account said when it was planned; null for the
    /// setting.</summary>
    public TimeSpan? PickupWithin { get; init; }

    /// <summary>Whether a number waits for a carrier's first scan before the store is given it, as long as the store's deadline
    /// allows.</summary>
    public bool PushAfterPickup { get; init; }

    /// <summary>The last preview; null before there was one.</summary>
    public PreviewRecord? Preview { get; init; }

    /// <summary>The intent to place it; null before there was one.</summary>
    public PlacementRecord? Placement { get; init; }

    /// <summary>What it takes of a day's limits; null when there were none.</summary>
    public SpendReservation? Reservation { get; init; }

    /// <summary>The guards that a person let it pass.</summary>
    public IReadOnlyList<GuardWaiver> Waivers { get; init; } = [];

    /// <summary>The market's orders for it; several when the market split the purchase.</summary>
    public IReadOnlyList<SupplierOrderRecord> SupplierOrders { get; init; } = [];

    /// <summary>The newest round of approval; null before there was one.</summary>
    public Approval? Approval { get; init; }

    /// <summary>The rounds before it, so that an old link can say what became of it.</summary>
    public IReadOnlyList<Approval> EarlierApprovals { get; init; } = [];

    /// <summary>The intent to pay it; null before there was one.</summary>
    public PaymentRecord? Payment { get; init; }

    public IReadOnlyList<Parcel> Parcels { get; init; } = [];

    /// <summary>The part of the route that its supplier's parcels take.</summary>
    public ParcelLeg LegOfSupplier => Route == PurchaseRoute.Transit ? ParcelLeg.ToForwarder : ParcelLeg.ToCustomer;

    /// <summary>Whether the platform makes a label for a parcel of it that the forwarder puts on and does not have yet.</summary>
    public bool HasUntoldLabel(Parcel parcel) =>
        this is { Forwarder: not null, Forwarding: null }
        && parcel is { ConcernsStore: true, FulfilmentId: not null, WaybillNumber: not null, LabelToldAt: null };

    /// <summary>The parcels that the store is told of.</summary>
    public IEnumerable<Parcel> StoreParcels => Parcels.Where(parcel => parcel.ConcernsStore);

    /// <summary>Why it must be cancelled; null when it is wanted.</summary>
    public string? CancelReason { get; init; }

    /// <summary>What is bought in its place once it is cancelled; null when nothing is.</summary>
    public Replacement? Replacement { get; init; }

    /// <summary>What went wrong with it on the supplier's side so far, each once.</summary>
    public IReadOnlyList<SupplierFault> SupplierFaults { get; init; } = [];

    /// <summary>The ids of the events that a warehouse system was told.</summary>
    public IReadOnlyList<string> ToldEvents { get; init; } = [];

    /// <summary>The details of holds that a person has settled: they are not raised again.</summary>
    public IReadOnlyList<string> Acknowledged { get; init; } = [];

    /// <summary>For a resend: the purchase order that is sent once more. Null otherwise.</summary>
    public PurchaseOrderKey? ResendOf { get; init; }

    /// <summary>The digest of the address that it goes to.</summary>
    public required string ShipToDigest { get; init; }

    /// <summary>Whether it is a part of what the customer bought, and no resend.</summary>
    public bool IsSale => ResendOf is null;

    /// <summary>Whether it is cancelled and its successor is not written yet.</summary>
    public bool AwaitsSuccessor => State == PurchaseOrderState.Cancelled && Replacement is { IsDone: false };

    /// <summary>What the market asks for it now: the sum over its orders that are not closed; null before it was placed.</summary>
    public Money? Amount => Sum(order => order.Total);

    /// <summary>The freight in <see cref="Amount"/>.</summary>
    public Money? Freight => Sum(order => order.Freight);

    /// <summary>The digest of the goods that the market's open orders name, whatever their prices; null until it named some in
    /// each.</summary>
    public string? GoodsDigest
    {
        get
        {
            var open = SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled).ToList();
            if (open.Count == 0 || open.Exists(order => order.Lines.Count == 0))
            {
                return null;
            }

            var goods = open.SelectMany(order => order.Lines)
                .GroupBy(line => $"{line.OfferId}/{line.SpecId}", line => line.Quantity, StringComparer.Ordinal)
                .OrderBy(pieces => pieces.Key, StringComparer.Ordinal)
                .Select(pieces => FormattableString.Invariant($"{pieces.Key} {pieces.Sum()}"));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', goods))))[..16];
        }
    }

    /// <summary>Whether the market's open orders hold more of some goods than were asked for. A purchase that the market split over several
    /// orders holds as much.</summary>
    public bool IsDoubled =>
        SupplierOrders
            .Where(order => order.Status != SupplierOrderStatus.Cancelled)
            .SelectMany(order => order.Lines)
            .GroupBy(line => line.OfferId, StringComparer.Ordinal)
            .Any(group => group.Sum(line => line.Quantity) > Lines.Where(line => line.OfferId == group.Key).Sum(line => line.Quantity));

    /// <summary>What it costs as far as that is known: <see cref="Amount"/>, before that the preview's total; null before there was
    /// one.</summary>
    public Money? Cost => Amount ?? Preview?.Total;

    /// <summary>The freight in <see cref="Cost"/>.</summary>
    public Money? CostOfFreight => Amount is null ? Preview?.Freight : Freight;

    /// <summary>Whether it is certain that no money went out or will go out for it as it stands.</summary>
    public bool IsUnbought =>
        State is PurchaseOrderState.Cancelled or PurchaseOrderState.FulfilledElsewhere or PurchaseOrderState.Blocked
        && !Hold.Is(HoldReasons.PlacementUnsettled)
        && SupplierOrders.All(order => order is { IsPaid: false, Status: SupplierOrderStatus.Cancelled });

    /// <summary>Whether it waits for a person to resolve something that shipping does not resolve. Its tracking numbers still go to the
    /// store, but it does not end before.</summary>
    public bool AwaitsSettling => Hold is { } hold && !HoldReasons.IsOfShipment(hold.Code) && !HoldReasons.IsOfForwarder(hold.Code);

    /// <summary>Whether it stands on 1688 and that is settled. 1688 may tell of an order whose placing is still in doubt here.</summary>
    public bool IsPlaced =>
        SupplierOrders.Count > 0
        && State is not (PurchaseOrderState.Planned or PurchaseOrderState.Placing or PurchaseOrderState.PlacementUnknown);

    /// <summary>When 1688 took the first of its orders; null before, and where 1688 told no time.</summary>
    public DateTimeOffset? PlacedAt =>
        SupplierOrders.Min(order => order.CreatedAt > default(DateTimeOffset) ? order.CreatedAt : (DateTimeOffset?)null);

    /// <summary>Where its payment stands. A veto of the store counts apart, see <see cref="Order.IsVetoed(PurchaseOrder)"/>.</summary>
    public PaymentStage PaymentStage =>
        this is { State: PurchaseOrderState.Approved, CancelReason: null, Hold: null, Approval: { State: ApprovalState.Approved } approval }
            ? Payment?.ApprovalRound == approval.Round
                ? PaymentStage.AwaitingPerson
                : Amount <= approval.Limit
                    ? PaymentStage.Due
                    : PaymentStage.NotDue
            : PaymentStage.NotDue;

    /// <summary>Whether a person let it pass a guard at its present cost.</summary>
    public bool IsWaived(HoldReason guard) => Cost is { } cost && IsWaived(guard, cost);

    /// <summary>Whether a person let it pass a guard at some cost.</summary>
    public bool IsWaived(HoldReason guard, Money cost) => Waivers.Any(waiver => waiver.Is(guard) && cost <= waiver.Amount);

    private Money? Sum(Func<SupplierOrderRecord, Money> part)
    {
        var open = SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled).Select(part).ToList();
        return open.Count == 0 ? null : open.Aggregate((left, right) => left + right);
    }
}

using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>
/// Watches the goods from the payment until carriers have them: suppliers that do not ship, numbers that cannot be right, parcels that no
/// carrier scans, parcels that fail. Pure.
/// </summary>
public static class ShipmentWatch
{
    /// <summary>What a purchase order is to be held for now; its present hold where that is about something else.</summary>
    public static Hold? HoldOf(PurchaseOrder purchase, FulfilmentOptions options, DateTimeOffset now)
    {
        if (purchase.Hold is { } present && (!HoldReasons.IsOfShipment(present.Code) || present.Is(HoldReasons.ParcelWithoutNumber)))
        {
            return present;
        }

        return List(purchase, options).FirstOrDefault(concern => concern.DueAt <= now) is not { } due ? null
            : purchase.Hold is { } same && same.Is(due.Reason) && same.Detail == due.Detail.Text ? same
            : new Hold(due.Reason.Code, due.Detail.Text, now, due.Parcels, due.Detail.Facts);
    }

    /// <summary>When to look at it the next time: at once when its hold is not what it should be; null when nothing is to come.</summary>
    public static DateTimeOffset? LookAt(PurchaseOrder purchase, FulfilmentOptions options, DateTimeOffset now)
    {
        if (!IsWatched(purchase))
        {
            return null;
        }

        if (!Equals(HoldOf(purchase, options, now), purchase.Hold))
        {
            return now;
        }

        return List(purchase, options)
            .Where(concern => concern.DueAt > now)
            .Select(concern => (DateTimeOffset?)concern.DueAt)
            .Concat(purchase.Parcels.Select(parcel => SilentAt(parcel, options)))
            .Min();
    }

    /// <summary>When a parcel on its way counts as expired, should nothing be heard of it; null for one that is not on its way.</summary>
    public static DateTimeOffset? SilentAt(Parcel parcel, FulfilmentOptions options) => parcel.HeardAt + options.SilentAfter;

    /// <summary>When a supplier that ships nothing is told of; for what is being paid: when that would be at the earliest.</summary>
    public static DateTimeOffset LateAt(PurchaseOrder purchase, FulfilmentOptions options) =>
        (purchase.Payment?.PaidAt ?? purchase.Payment?.IntentAt ?? purchase.StateSince) + options.SupplierShipsWithin;

    /// <summary>When it is suspected that a parcel was never handed over.</summary>
    public static DateTimeOffset SuspectAt(PurchaseOrder purchase, Parcel parcel, FulfilmentOptions options) =>
        new[] { parcel.ShippedAt, parcel.NumberedAt }.Max().GetValueOrDefault(purchase.StateSince)
        + (purchase.PickupWithin ?? options.PickupWithin);

    /// <summary>When a forwarder that names no number is told of.</summary>
    public static DateTimeOffset ForwarderLateAt(PurchaseOrder purchase, ForwardingRecord forwarding, FulfilmentOptions options) =>
        new[]
        {
            forwarding.ArrivedAt + options.ForwarderShipsWithin ?? purchase.StateSince + options.ForwarderSilentAfter,
            forwarding.PatienceFrom + options.ForwarderShipsWithin ?? DateTimeOffset.MinValue,
        }.Max();

    /// <summary>When the store may be told a number that it does not have; the end of time for one that waits for a scan, whatever it
    /// takes.</summary>
    public static DateTimeOffset TellAt(Order order, PurchaseOrder purchase, Parcel parcel, FulfilmentOptions options)
    {
        var again = parcel.PushAgainAt ?? DateTimeOffset.MinValue;
        if (!purchase.PushAfterPickup || !parcel.AwaitsPickup || parcel.PushedNumber is not null)
        {
            return again;
        }

        var latest = order.StoreOrder.ShipBy - options.PushBeforeShipBy ?? DateTimeOffset.MaxValue;
        return latest > again ? latest : again;
    }

    /// <summary>Whether no carrier is waited for any more.</summary>
    public static bool IsWithCarriers(PurchaseOrder purchase) => !purchase.Parcels.Any(parcel => parcel.AwaitsPickup);

    /// <summary>Whether nothing of it needs a person before it can end.</summary>
    public static bool IsSettled(PurchaseOrder purchase) =>
        IsWithCarriers(purchase) && (ParcelTroubles.DetailOf(purchase) is not { } trouble || purchase.Acknowledged.Contains(trouble.Text));

    private static bool IsWatched(PurchaseOrder purchase) =>
        purchase.State
            is PurchaseOrderState.Approved
                or PurchaseOrderState.AwaitingShipment
                or PurchaseOrderState.PartlyShipped
                or PurchaseOrderState.Shipped;

    // The most urgent first.
    private static IEnumerable<ShipmentConcern> List(PurchaseOrder purchase, FulfilmentOptions options) =>
        ListAll(purchase, options).Where(concern => !purchase.Acknowledged.Contains(concern.Detail.Text));

    private static IEnumerable<ShipmentConcern> ListAll(PurchaseOrder purchase, FulfilmentOptions options)
    {
        if (NumberDoubts.DetailOf(purchase) is { } doubt)
        {
            yield return new ShipmentConcern(HoldReasons.NumberDoubtful, doubt, DateTimeOffset.MinValue);
        }

        if (ParcelTroubles.DetailOf(purchase) is { } trouble)
        {
            yield return new ShipmentConcern(HoldReasons.ParcelTroubled, trouble, DateTimeOffset.MinValue);
        }

        // Each suspicion is told at its time; those that are told before stay in it.
        foreach (var at in purchase.Parcels.Where(parcel => parcel.AwaitsPickup).Select(SuspectedAt).Distinct().OrderDescending())
        {
            var suspected = purchase.Parcels.Where(parcel => parcel.AwaitsPickup && SuspectedAt(parcel) <= at).ToList();
            yield return new ShipmentConcern(
                HoldReasons.ShipmentSuspected,
                suspected
                    .Select(parcel =>
                        HoldSentences.ParcelUnscanned.With(("number", parcel.WaybillNumber!), ("carrier", NumberDoubts.NameOf(parcel)))
                    )
                    .Aggregate((all, one) => all.And(one)),
                at
            )
            {
                Parcels = [.. suspected.Select(parcel => parcel.ParcelId)],
            };
        }

        if (purchase.State is not PurchaseOrderState.Shipped)
        {
            yield return new ShipmentConcern(HoldReasons.ShipmentLate, LateDetailOf(purchase), LateAt(purchase, options));
        }

        if (purchase is { State: PurchaseOrderState.Shipped, Forwarding: { } forwarding } && OnwardParcels.IsAwaited(purchase))
        {
            yield return new ShipmentConcern(
                HoldReasons.ForwarderLate,
                ForwarderDetailOf(purchase),
                ForwarderLateAt(purchase, forwarding, options)
            );
        }

        DateTimeOffset SuspectedAt(Parcel parcel) => SuspectAt(purchase, parcel, options);
    }

    private static HoldDetail ForwarderDetailOf(PurchaseOrder purchase)
    {
        var all = purchase.Lines.SelectMany(line => line.Sources).Where(source => source.IsLead).Sum(source => source.StorePieces);
        var numbered = all - OnwardParcels.FindOpen(purchase).Sum(line => line.Quantity);
        return HoldSentences.ForwarderNumbers.With(
            ("forwarder", purchase.Forwarder!.Name),
            ("numbered", numbered.ToString(CultureInfo.InvariantCulture)),
            ("all", all.ToString(CultureInfo.InvariantCulture))
        );
    }

    private static HoldDetail LateDetailOf(PurchaseOrder purchase)
    {
        var shipped = purchase
            .Parcels.Where(parcel => !parcel.IsFromForwarder)
            .SelectMany(parcel => parcel.StoreLines)
            .Sum(line => line.Quantity);
        var all = purchase.Lines.SelectMany(line => line.Sources).Where(source => source.IsLead).Sum(source => source.StorePieces);
        return HoldSentences.PiecesShipped.With(
            ("shipped", shipped.ToString(CultureInfo.InvariantCulture)),
            ("all", all.ToString(CultureInfo.InvariantCulture))
        );
    }
}

using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Takes what people know of a forwarder's shipments. The second entry of the same changes nothing.</summary>
public sealed class ShipmentEntry(
    IOrders orders,
    IFulfilmentWaker waker,
    OrderProjection projection,
    FulfilmentOptions options,
    TimeProvider time
)
{
    /// <summary>Whether goods that were paid go through a forwarder and are not done with.</summary>
    public static bool IsUnderWay(PurchaseOrder purchase) =>
        purchase
            is
        {
            Forwarding: not null,
            State: PurchaseOrderState.AwaitingShipment
                    or PurchaseOrderState.PartlyShipped
                    or PurchaseOrderState.Shipped
                    or PurchaseOrderState.PushRefused
        };

    /// <summary>Enters a tracking number.</summary>
    /// <returns>Why it cannot be entered; null when it is.</returns>
    public Task<string?> EnterAsync(OrderKey key, EnteredShipment entered, CancellationToken cancellationToken)
    {
        if (TrackingNumbers.Read(entered.TrackingNumber) is not [var number])
        {
            return Task.FromResult<string?>($"'{entered.TrackingNumber}' is not one tracking number.");
        }

        return EditAsync(
            key,
            entered.Who,
            edit =>
                entered.Replaces is { } former
                    ? Replace(edit, entered with { TrackingNumber = number }, former)
                    : Add(edit, entered with { TrackingNumber = number }),
            cancellationToken
        );
    }

    /// <summary>Notes that goods arrived at the forwarder, or that they did not.</summary>
    /// <param name="key">The order.</param>
    /// <param name="reference">The purchase order, or the waybill of one of its parcels; null for all of the order that waits.</param>
    /// <param name="hasArrived">Whether they are there.</param>
    /// <param name="who">Who says so.</param>
    /// <param name="why">What is to be said of it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Why it cannot be noted; null when it is.</returns>
    public Task<string?> NoteArrivalAsync(
        OrderKey key,
        string? reference,
        bool hasArrived,
        string who,
        string why,
        CancellationToken cancellationToken
    ) =>
        EditAsync(
            key,
            who,
            edit =>
            {
                var found = FindWaiting(edit.Record, reference);
                foreach (var purchase in found)
                {
                    if (hasArrived)
                    {
                        edit.NoteArrival(purchase.Key, edit.Now, why);
                        if (purchase.Hold.Is(HoldReasons.ForwarderMissesParcel))
                        {
                            edit.SetHold(purchase.Key, null, why);
                        }
                    }
                    else if (purchase.Hold is null || HoldReasons.IsOfForwarder(purchase.Hold.Code))
                    {
                        edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.ForwarderMissesParcel, why), "the goods did not arrive");
                    }
                }

                return found.Count > 0;
            },
            cancellationToken
        );

    private bool Replace(OrderEdit edit, EnteredShipment entered, string former)
    {
        var found = false;
        foreach (var purchase in edit.Record.PurchaseOrders.Where(purchase => Matches(purchase, entered.Reference)))
        {
            foreach (
                var parcel in purchase.Parcels.Where(parcel =>
                    parcel.IsFromForwarder && TrackingNumbers.AreSame(parcel.WaybillNumber, former)
                )
            )
            {
                found = true;
                Take(edit, purchase.Key, entered, OnwardParcels.ShipmentOf(parcel), [], options.PushAgainAfter);
            }
        }

        return found;
    }

    private bool Add(OrderEdit edit, EnteredShipment entered)
    {
        var found = false;
        foreach (var purchase in FindWaiting(edit.Record, entered.Reference))
        {
            var lines = entered
                .Lines.Where(line => purchase.Lines.SelectMany(goods => goods.Sources).Any(source => source.StoreLineId == line.LineId))
                .ToList();
            if (entered.Lines.Count > 0 && lines.Count == 0)
            {
                continue;
            }

            var isThere = purchase.Parcels.Any(parcel =>
                parcel.IsFromForwarder && TrackingNumbers.AreSame(parcel.WaybillNumber, entered.TrackingNumber)
            );
            if (isThere || OnwardParcels.IsAwaited(edit.Record, purchase))
            {
                found = true;
                Take(edit, purchase.Key, entered, IdOf(entered.TrackingNumber, lines), lines, options.PushAgainAfter);
            }
        }

        return found;
    }

    private static void Take(
        OrderEdit edit,
        PurchaseOrderKey key,
        EnteredShipment entered,
        string shipmentId,
        IReadOnlyList<LineQuantity> lines,
        TimeSpan pushTakes
    )
    {
        var before = edit.Events.Count;
        OnwardParcels.Take(
            edit,
            key,
            [
                new OnwardShipment
                {
                    ShipmentId = shipmentId,
                    TrackingNumber = entered.TrackingNumber,
                    CarrierName = entered.CarrierName,
                    WeightGrams = entered.WeightGrams,
                    Fee = entered.Fee,
                    Lines = lines,
                },
            ],
            pushTakes,
            isByHand: true
        );
        if (edit.Events.Count > before)
        {
            edit.AddEvent(EventKinds.ShipmentEntered, entered.Why, null, entered.TrackingNumber, key);
        }
    }

    // A further entry with other pieces is a further parcel, even under the same number.
    private static string IdOf(string number, List<LineQuantity> lines)
    {
        var pieces = string.Join(
            ',',
            lines.OrderBy(line => line.LineId, StringComparer.Ordinal).Select(line => $"{line.LineId}x{line.Quantity}")
        );
        var digest = lines.Count == 0 ? string.Empty : $"-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pieces)))[..8]}";
        return $"hand-{number}{digest}";
    }

    private static List<PurchaseOrder> FindWaiting(Order record, string? reference) =>
        [.. record.PurchaseOrders.Where(purchase => IsUnderWay(purchase) && Matches(purchase, reference))];

    private static bool Matches(PurchaseOrder purchase, string? reference) =>
        reference is null
        || purchase.Key.Value == reference
        || purchase.Parcels.Any(parcel => !parcel.IsFromForwarder && parcel.Carries(reference));

    private async Task<string?> EditAsync(OrderKey key, string who, Func<OrderEdit, bool> change, CancellationToken cancellationToken)
    {
        var before = await orders.RequireAsync(key, cancellationToken);
        var found = false;
        var after = await orders.EditFromAsync(before, Actor.Person(who), time, edit => found = change(edit), cancellationToken);
        if (!found)
        {
            return "Nothing of the order waits for this: no goods that were paid and go through a forwarder fit it.";
        }

        await waker.WakeAsync(before, after, isRedelivery: true, cancellationToken);
        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        return null;
    }
}

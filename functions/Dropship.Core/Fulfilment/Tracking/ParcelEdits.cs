using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Tracking;

/// <summary>Changes of the parcels of a purchase order that follow from what the store says.</summary>
internal static class ParcelEdits
{
    /// <summary>Changes one parcel and tells it.</summary>
    public static void ChangeParcel(
        this OrderEdit edit,
        PurchaseOrderKey key,
        Parcel parcel,
        EventKind what,
        string why,
        Func<Parcel, Parcel> change
    ) =>
        edit.Change(
            key,
            what,
            why,
            old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, change) },
            parcel.PushedNumber,
            parcel.WaybillNumber
        );

    /// <summary>Changes one parcel beside a change of the same edit that is told.</summary>
    public static void ReplaceParcel(this OrderEdit edit, PurchaseOrderKey key, Parcel parcel, Func<Parcel, Parcel> change) =>
        edit.Replace(key, old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, change) });

    /// <summary>Notes that the store has the tracking number of a parcel.</summary>
    public static void NotePushed(this OrderEdit edit, PurchaseOrderKey key, Parcel parcel, TrackingReceipt receipt)
    {
        // Told again, it is no newer: the pauses between the looks go on growing.
        var pushedAt = parcel.PushedNumber == parcel.WaybillNumber ? parcel.PushedAt ?? edit.Now : edit.Now;
        edit.ChangeParcel(
            key,
            parcel,
            EventKinds.TrackingPushed,
            receipt switch
            {
                { WasAlreadyThere: true } => "the store had it",
                { CarrierAs: { } named } => $"the store took it; it does not list the carrier, which it has as '{named}'",
                _ => "the store took it",
            },
            one =>
                one with
                {
                    Push = PushState.Pushed,
                    PushedNumber = parcel.WaybillNumber,
                    PushedCarrier = Carriers.Key(parcel.CarrierName, parcel.CarrierCode),
                    PushedAt = pushedAt,
                    ConfirmAt = NextStepDecision.NextConfirmation(pushedAt, edit.Now),
                    PushAgainAt = null,
                    PushDoubts = 0,
                    FulfilmentId = receipt.FulfilmentId,
                    PlatformNumber = receipt.PlatformNumber ?? one.PlatformNumber,
                    Problem = null,
                }
        );
        if (parcel.Leg == ParcelLeg.ToForwarder && edit.Record.Find(key)!.Forwarding is { PushesDomesticNumber: true })
        {
            edit.AddEvent(
                EventKinds.DomesticNumberPushed,
                "the store account has the customer see the supplier's number before the forwarder sends anything",
                null,
                parcel.WaybillNumber,
                key
            );
        }

        edit.FollowLeads();
    }

    /// <summary>Ends a purchase order whose goods are all shipped and of which nothing went to the store: others sent it, or nobody wants
    /// it any more.</summary>
    public static void EndUnsent(this OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (
            purchase.State is not (PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused)
            || purchase.StoreParcels.Any(parcel => parcel.Push != PushState.NotNeeded)
            || OnwardParcels.IsAwaited(edit.Record, purchase)
        )
        {
            return;
        }

        var takenBack = purchase
            .Parcels.Select(parcel => parcel.Problem)
            .FirstOrDefault(problem => problem?.Meaning == RefusalMeaning.TakenBack);
        if (takenBack is not null)
        {
            edit.Move(
                key,
                PurchaseOrderState.RefundDue,
                "the goods were taken back in the store after the purchase",
                edit.HoldFor(HoldReasons.CancelledAfterPayment, takenBack.ToString())
            );
        }
        else if (
            purchase.Parcels.Any(parcel => parcel.Problem?.Meaning == RefusalMeaning.AlreadyFulfilled)
            && purchase is not { State: PurchaseOrderState.Shipped, AwaitsSettling: true }
        )
        {
            edit.Move(key, PurchaseOrderState.FulfilledElsewhere, "the store order was fulfilled elsewhere");
        }
    }

    private static IReadOnlyList<Parcel> Replace(IReadOnlyList<Parcel> parcels, string id, Func<Parcel, Parcel> change) =>
        [.. parcels.Select(parcel => parcel.ParcelId == id ? change(parcel) : parcel)];
}

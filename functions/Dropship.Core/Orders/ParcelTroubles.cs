namespace Dropship.Core.Orders;

/// <summary>Finds the parcels that a carrier could not take, carry or hand over. Pure.</summary>
public static class ParcelTroubles
{
    /// <summary>What is wrong with the parcels of a purchase order; null when nothing is. The same as long as nothing else is, whatever
    /// more the carrier writes: a person who has settled it is not told again.</summary>
    public static HoldDetail? DetailOf(PurchaseOrder purchase) =>
        purchase
            .Parcels.Where(parcel => parcel.IsTroubled)
            .Select(parcel =>
                SentenceOf(parcel)
                    .With(
                        ("number", parcel.WaybillNumber ?? parcel.ParcelId),
                        ("carrier", Carriers.NameOf(parcel.CarrierName, parcel.CarrierCode) is { Length: > 0 } name ? name : "–")
                    )
            )
            .Aggregate((HoldDetail?)null, (all, one) => all?.And(one) ?? one);

    private static void WatchLateDoubts(OrderEdit edit, PurchaseOrder purchase)
    {
        var doubt = NumberDoubts.DetailOf(purchase);
        if (doubt is not null && purchase.Hold is null && !purchase.Acknowledged.Contains(doubt.Text))
        {
            edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.NumberDoubtful, doubt), HoldReasons.NumberDoubtful.Code);
        }
        else if (doubt is null && purchase.Hold.Is(HoldReasons.NumberDoubtful))
        {
            edit.SetHold(purchase.Key, null, "nothing speaks against the number any more");
        }
    }

    private static HoldSentence SentenceOf(Parcel parcel) =>
        parcel switch
        {
            { SubStatus: ParcelSubStatus.NotCollected } => HoldSentences.ParcelNotCollected,
            { SubStatus: ParcelSubStatus.AddressWrong } => HoldSentences.ParcelAddressWrong,
            { SubStatus: ParcelSubStatus.Rejected } => HoldSentences.ParcelRejected,
            { SubStatus: ParcelSubStatus.Returning } => HoldSentences.ParcelReturning,
            { SubStatus: ParcelSubStatus.Returned } => HoldSentences.ParcelReturned,
            { SubStatus: ParcelSubStatus.Lost } => HoldSentences.ParcelLost,
            { SubStatus: ParcelSubStatus.Damaged } => HoldSentences.ParcelDamaged,
            { SubStatus: ParcelSubStatus.CustomsHeld } => HoldSentences.ParcelAtCustoms,
            { SubStatus: ParcelSubStatus.Cancelled } => HoldSentences.ParcelCancelled,
            { Status: ParcelStatus.AttemptFailed } => HoldSentences.ParcelNotDelivered,
            { Status: ParcelStatus.Expired } => HoldSentences.ParcelSilent,
            _ => HoldSentences.ParcelFailed,
        };

    /// <summary>Holds what has such a parcel after it was completed, until the parcel arrives or a person has seen it: its orchestration
    /// has ended and looks no more.</summary>
    public static void WatchLateTroubles(this OrderEdit edit)
    {
        foreach (var purchase in edit.Record.PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Completed))
        {
            var detail = DetailOf(purchase);
            if (detail is not null && purchase.Hold is null && !purchase.Acknowledged.Contains(detail.Text))
            {
                edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.ParcelTroubled, detail), HoldReasons.ParcelTroubled.Code);
            }
            else if (detail is null && purchase.Hold.Is(HoldReasons.ParcelTroubled))
            {
                edit.SetHold(purchase.Key, null, "the parcel is on its way again");
            }

            WatchLateDoubts(edit, edit.Record.Find(purchase.Key)!);
        }

        // What waited for a hold to end is told now.
        edit.WatchStoreRefund();
    }
}

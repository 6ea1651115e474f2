namespace Dropship.Core.Orders;

/// <summary>
/// Finds the numbers that a supplier names when their purchase order is completed: its orchestration has ended and gives the store none any
/// more, so a person does. Pure.
/// </summary>
public static class LateTrackingNumbers
{
    /// <summary>Holds what has such a number until the store shows it, or a person has seen it.</summary>
    public static void WatchLateNumbers(this OrderEdit edit)
    {
        var store = edit.Record.StoreOrder;
        foreach (var purchase in edit.Record.PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Completed))
        {
            var late = purchase.Parcels.Where(parcel => IsUntold(store, parcel)).Select(Describe).ToList();
            if (late.Count > 0)
            {
                var hold = edit.HoldFor(HoldReasons.TrackingOutdated, string.Join("; ", late));
                if (!purchase.Acknowledged.Contains(hold.Detail))
                {
                    edit.SetHold(purchase.Key, hold, HoldReasons.TrackingOutdated.Code);
                }
            }
            else if (purchase.Hold.Is(HoldReasons.TrackingOutdated))
            {
                edit.SetHold(purchase.Key, null, store.IsCancelled ? "the store order was cancelled" : "the store shows the number");
            }
        }
    }

    // A parcel that holds nothing of what the store sold has no number to give it, and one with a number of the platform's needs no other.
    private static bool IsUntold(StoreOrder store, Parcel parcel) =>
        parcel.WaybillNumber is { } number
        && number != parcel.PushedNumber
        && parcel is { Push: not PushState.NotNeeded, PlatformNumber: null }
        && (parcel.StoreLines.Count > 0 || parcel.GoesWith.Count > 0)
        && !store.IsCancelled
        && !store.Fulfilments.Any(fulfilment => !fulfilment.IsCancelled && fulfilment.TrackingNumbers.Holds(number));

    private static string Describe(Parcel parcel) =>
        $"parcel {parcel.ParcelId}: the store has {parcel.PushedNumber ?? "no number"}, the supplier says {parcel.WaybillNumber}";
}

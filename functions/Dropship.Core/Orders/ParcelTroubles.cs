namespace Dropship.Core.Orders;

/// <summary>Finds the parcels that a carrier could not take, carry or hand over. Pure.</summary>
public static class ParcelTroubles
{
    /// <summary>What is wrong with the parcels of a purchase order; null when nothing is.</summary>
    public static string? DetailOf(PurchaseOrder purchase)
    {
        var troubled = purchase
            .Parcels.Where(parcel => parcel.Status == ParcelStatus.Failed)
            .Select(parcel =>
                $"{parcel.WaybillNumber ?? parcel.ParcelId} ({Carriers.NameOf(parcel.CarrierName, parcel.CarrierCode)}): "
                + (parcel.Trace.Count > 0 ? parcel.Trace[^1].Text : parcel.RawStatus)
            )
            .ToList();
        return troubled.Count == 0 ? null : string.Join("; ", troubled);
    }

    /// <summary>Holds what has such a parcel after it was completed, until the parcel arrives or a person has seen it: its orchestration
    /// has ended and looks no more.</summary>
    public static void WatchLateTroubles(this OrderEdit edit)
    {
        foreach (var purchase in edit.Record.PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Completed))
        {
            var detail = DetailOf(purchase);
            if (detail is not null && purchase.Hold is null && !purchase.Acknowledged.Contains(detail))
            {
                edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.ParcelTroubled, detail), HoldReasons.ParcelTroubled.Code);
            }
            else if (detail is null && purchase.Hold.Is(HoldReasons.ParcelTroubled))
            {
                edit.SetHold(purchase.Key, null, "the parcel is on its way again");
            }
        }
    }
}

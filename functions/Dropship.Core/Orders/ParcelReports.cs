namespace Dropship.Core.Orders;

/// <summary>Takes reports into parcels.</summary>
public static class ParcelReports
{
    /// <summary>Changes how far a parcel came, if a report holds against what is known.</summary>
    public static void ChangeStatus(this OrderEdit edit, PurchaseOrderKey key, Parcel parcel, ParcelReport report, string why)
    {
        var now = parcel.ToReport().Latest(report);
        if (now != parcel.ToReport())
        {
            edit.Change(
                key,
                EventKinds.ParcelStatus,
                why,
                old => old with { Parcels = [.. old.Parcels.Select(one => one.ParcelId == parcel.ParcelId ? one.With(now) : one)] },
                $"{parcel.WaybillNumber} {parcel.Status}",
                $"{parcel.WaybillNumber} {now.Status}"
            );
        }
    }
}

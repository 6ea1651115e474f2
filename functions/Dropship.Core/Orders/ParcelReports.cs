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

    /// <summary>Notes what speaks against a parcel's number, once.</summary>
    public static void NoteFinding(this OrderEdit edit, PurchaseOrderKey key, Parcel parcel, NumberFinding finding)
    {
        // Of one kind of doubt the first is told: a trace that grows makes no new one.
        if (
            parcel.Findings.Contains(finding)
            || (finding.Doubt != NumberDoubt.UsedElsewhere && parcel.Findings.Any(known => known.Doubt == finding.Doubt))
        )
        {
            return;
        }

        edit.Change(
            key,
            EventKinds.NumberFinding,
            $"{finding.Doubt}: {finding.Fact}",
            old =>
                old with
                {
                    Parcels =
                    [
                        .. old.Parcels.Select(one =>
                            one.ParcelId == parcel.ParcelId
                                ? one with
                                {
                                    Findings =
                                    [
                                        .. one
                                            .Findings.Append(finding)
                                            .OrderBy(known => known.Doubt)
                                            .ThenBy(known => known.Fact, StringComparer.Ordinal),
                                    ],
                                }
                                : one
                        ),
                    ],
                },
            null,
            parcel.WaybillNumber
        );
    }
}

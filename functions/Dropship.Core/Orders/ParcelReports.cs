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

    /// <summary>A parcel with what speaks against its number, and what a person said of that, where another parcel of the purchase order
    /// is under it already.</summary>
    public static Parcel WithFindings(this Parcel parcel, PurchaseOrder purchase) =>
        purchase.Parcels.FirstOrDefault(one =>
            one.ParcelId != parcel.ParcelId && one.Findings.Count > 0 && one.WaybillNumber == parcel.WaybillNumber
        )
            is { } beside
            ? parcel with
            {
                Findings = beside.Findings,
                CheckedNumber = parcel.CheckedNumber ?? beside.CheckedNumber,
            }
            : parcel;

    /// <summary>Notes what speaks against a parcel's number, once, also where several parcels of the purchase order are under
    /// it.</summary>
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
                            one.WaybillNumber == parcel.WaybillNumber && !one.Findings.Contains(finding)
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

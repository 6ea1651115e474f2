using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Takes into an order what a tracking service says of a number. Pure; any order and repeat of the same readings ends the
/// same.</summary>
public static class CourierNews
{
    /// <param name="edit">The change of the order.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="source">The name of the service.</param>
    /// <param name="reading">What it says.</param>
    public static void Apply(OrderEdit edit, PurchaseOrderKey key, string source, CourierReading reading)
    {
        foreach (
            var id in edit
                .Record.Find(key)!
                .Parcels.Where(parcel => !parcel.IsRevoked && TrackingNumbers.AreSame(parcel.WaybillNumber, reading.Number))
                .Select(parcel => parcel.ParcelId)
                .ToList()
        )
        {
            TakeTrace(edit, key, id, reading);
            TakeStatus(edit, key, id, source, reading);
            NoteFindings(edit, key, id, reading);
        }

        if (edit.HasChanged)
        {
            edit.WatchArrival(key);
            edit.WatchLateTroubles();
            edit.WatchDelivery();
            OrderStateRollup.Settle(edit);
        }
    }

    private static Parcel ParcelOf(OrderEdit edit, PurchaseOrderKey key, string id) =>
        edit.Record.Find(key)!.Parcels.First(parcel => parcel.ParcelId == id);

    private static void TakeTrace(OrderEdit edit, PurchaseOrderKey key, string id, CourierReading reading) =>
        ParcelTraces.Take(
            edit,
            key,
            [.. reading.Scans.Select(scan => new TraceEvent(id, reading.Number, scan.OccurredAt, scan.Text))],
            tellsStatus: true
        );

    private static void TakeStatus(OrderEdit edit, PurchaseOrderKey key, string id, string source, CourierReading reading)
    {
        var parcel = ParcelOf(edit, key, id);
        if (parcel.WithUnknown(source, reading.UnknownWords) is var puzzled && puzzled.UnknownWords.Count > parcel.UnknownWords.Count)
        {
            Change(edit, key, parcel, EventKinds.ParcelStatus, $"{source} uses a word that is not known", puzzled);
            parcel = puzzled;
        }

        // What happened before our parcel had the number is another parcel's.
        if (reading.Report.At is { } at && at < ParcelTraces.OwnSince(parcel))
        {
            return;
        }

        if (
            reading is { Carrier: { } carrier, Report.IsWithCarrier: true }
            && Carriers.Find(parcel.CarrierName, parcel.CarrierCode) is var named
            && named?.Code != carrier.Code
            && !CarrierNumbers.MayCarry(named, carrier)
        )
        {
            var corrected = parcel with
            {
                CorrectedFrom = Carriers.Key(parcel.CarrierName, parcel.CarrierCode),
                CarrierName = carrier.EnglishName,
                CarrierCode = carrier.Code,
            };
            Change(edit, key, parcel, EventKinds.CarrierChanged, $"{source} knows the number as one of {carrier.EnglishName}", corrected);
            parcel = corrected;
        }

        edit.ChangeStatus(key, parcel, reading.Report, $"{source}: {reading.Report.RawStatus}");
    }

    private static void NoteFindings(OrderEdit edit, PurchaseOrderKey key, string id, CourierReading reading)
    {
        var purchase = edit.Record.Find(key)!;
        var parcel = ParcelOf(edit, key, id);
        if (
            purchase.Payment?.PaidAt is { } paidAt
            && reading.Scans.Where(scan => ParcelTraces.IsOfCarrier(scan.Text)).Select(scan => (DateTimeOffset?)scan.OccurredAt).Min()
                is { } first
            && first < paidAt
        )
        {
            edit.NoteFinding(
                key,
                parcel,
                new NumberFinding(NumberDoubt.OlderScan, first.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))
            );
        }

        var isOther =
            parcel.Leg == ParcelLeg.ToForwarder
                ? Cities.AreOther(reading.EndCity, purchase.Forwarder?.Area)
                : edit.Record.StoreOrder.ShipTo is { City: { Length: > 0 } city } to
                    && Cities.AreOther(reading.EndCity, to.Province, city, to.District);
        if (isOther)
        {
            edit.NoteFinding(key, ParcelOf(edit, key, id), new NumberFinding(NumberDoubt.OtherCity, OutsideText.Line(reading.EndCity, 60)));
        }
    }

    private static void Change(OrderEdit edit, PurchaseOrderKey key, Parcel old, EventKind what, string why, Parcel now) =>
        edit.Change(
            key,
            what,
            why,
            purchase => purchase with { Parcels = [.. purchase.Parcels.Select(one => one.ParcelId == old.ParcelId ? now : one)] },
            $"{old.WaybillNumber} {old.Status}",
            $"{now.WaybillNumber} {now.Status}"
        );
}

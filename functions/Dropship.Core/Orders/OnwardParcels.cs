namespace Dropship.Core.Orders;

/// <summary>
/// Takes into a purchase order what a forwarder sent on: each shipment becomes a parcel to the customer, whose number the store is given. A
/// repeat changes nothing. Pure.
/// </summary>
public static class OnwardParcels
{
    private const string Prefix = "onward:";

    /// <summary>Whether some of a purchase order's pieces have no tracking number of the forwarder's yet.</summary>
    public static bool IsAwaited(PurchaseOrder purchase) => purchase.Forwarding is not null && IsOpen(purchase, FindOpen(purchase));

    /// <summary>The same, where pieces that the store does not ask for any more are not waited for.</summary>
    public static bool IsAwaited(Order record, PurchaseOrder purchase) =>
        purchase.Forwarding is { } forwarding
        && IsOpen(
            purchase,
            forwarding.PushesDomesticNumber
                ? FindOpen(purchase)
                :
                [
                    .. FindOpen(purchase)
                        .Where(piece => record.StoreOrder.Lines.Any(line => line.LineId == piece.LineId && LineCoverage.IsOpen(line))),
                ]
        );

    /// <summary>Whether the store has a number for all that was bought: the forwarder's, or where that is allowed the supplier's.</summary>
    public static bool AreInStore(Order record, PurchaseOrder purchase) =>
        purchase.StoreParcels.All(parcel => parcel.Push is PushState.Pushed or PushState.Confirmed or PushState.NotNeeded)
        && (purchase.Forwarding is { PushesDomesticNumber: true } || !IsAwaited(record, purchase));

    /// <summary>The pieces that no parcel of the forwarder's holds.</summary>
    public static IReadOnlyList<LineQuantity> FindOpen(PurchaseOrder purchase)
    {
        var taken = Living(purchase)
            .SelectMany(parcel => parcel.StoreLines)
            .ToLookup(piece => piece.LineId, piece => piece.Quantity, StringComparer.Ordinal);
        return
        [
            .. from source in purchase.Lines.SelectMany(line => line.Sources)
            where source.IsLead
            group source.StorePieces by source.StoreLineId into line
            let open = line.Sum() - taken[line.Key].Sum()
            where open > 0
            select new LineQuantity(line.Key, open),
        ];
    }

    /// <param name="edit">The change of the order.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="shipments">What the forwarder sent of it.</param>
    /// <param name="pushTakes">How long a number may be on its way to the store.</param>
    /// <param name="isByHand">Whether a person says so, who may bring a number back that was replaced.</param>
    public static void Take(
        OrderEdit edit,
        PurchaseOrderKey key,
        IReadOnlyList<OnwardShipment> shipments,
        TimeSpan pushTakes,
        bool isByHand = false
    )
    {
        if (edit.Record.Find(key) is not { Forwarding: not null })
        {
            return;
        }

        // What is revoked makes room for what takes its place.
        foreach (var shipment in shipments.OrderBy(shipment => shipment.IsRevoked ? 0 : 1))
        {
            var purchase = edit.Record.Find(key)!;
            var id = IdOf(shipment);
            var known = purchase.Parcels.Where(parcel => parcel.ParcelId.TrimEnd('+') == id).ToList();
            foreach (var parcel in known)
            {
                Update(edit, key, parcel, shipment, pushTakes, isByHand);
            }

            if (known.Count == 0 && !shipment.IsRevoked && !Living(purchase).Any(parcel => IsSame(purchase, parcel, shipment)))
            {
                Add(edit, purchase, shipment, pushTakes, isByHand);
            }
        }

        Settle(edit, key);
    }

    /// <summary>Notes that the goods arrived at the forwarder, who is asked anew from then on: soon it sends them.</summary>
    public static void NoteArrival(this OrderEdit edit, PurchaseOrderKey key, DateTimeOffset at, string why)
    {
        if (edit.Record.Find(key) is { Forwarding: { ArrivedAt: null } forwarding })
        {
            edit.Change(
                key,
                EventKinds.ForwarderReceived,
                why,
                old =>
                    old with
                    {
                        Forwarding = forwarding with { ArrivedAt = at, LookAt = forwarding.LookAt is null ? null : edit.Now },
                        Parcels = WithoutPickups(old.Parcels),
                    }
            );
        }
    }

    /// <summary>Notes the arrival once 1688 says of all parcels that they are delivered.</summary>
    internal static void WatchArrival(this OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        var living = purchase.Parcels.Where(parcel => parcel is { IsFromForwarder: false, Status: not ParcelStatus.Revoked }).ToList();
        if (
            purchase.State == PurchaseOrderState.Shipped
            && living.Count > 0
            && living.TrueForAll(parcel => parcel.Status == ParcelStatus.Delivered)
        )
        {
            edit.NoteArrival(key, edit.Now, "1688 says delivered");
        }
    }

    /// <summary>The id of the parcel that a shipment of a forwarder is.</summary>
    public static string IdOf(OnwardShipment shipment) => Prefix + shipment.ShipmentId;

    /// <summary>The id of the shipment that a parcel is of.</summary>
    public static string ShipmentOf(Parcel parcel) => parcel.ParcelId[Prefix.Length..].TrimEnd('+');

    private static bool IsOpen(PurchaseOrder purchase, IReadOnlyList<LineQuantity> open) =>
        open.Count > 0 || (!purchase.Lines.Any(line => line.Sources.Any(source => source.IsLead)) && !Living(purchase).Any());

    private static IEnumerable<Parcel> Living(PurchaseOrder purchase) =>
        purchase.Parcels.Where(parcel => parcel.IsFromForwarder && parcel.Status != ParcelStatus.Revoked);

    // A number that a person entered may be told by the forwarder, too.
    private static bool IsSame(PurchaseOrder purchase, Parcel parcel, OnwardShipment shipment) =>
        TrackingNumbers.AreSame(parcel.WaybillNumber, shipment.TrackingNumber)
        && (
            shipment.Lines.Count == 0
                ? !IsOpen(purchase, FindOpen(purchase))
                : shipment.Lines.All(line => parcel.StoreLines.Any(piece => piece.LineId == line.LineId))
        );

    private static void Add(OrderEdit edit, PurchaseOrder purchase, OnwardShipment shipment, TimeSpan pushTakes, bool isByHand)
    {
        var open = FindOpen(purchase);
        List<LineQuantity> pieces =
            shipment.Lines.Count == 0
                ? Sendable(purchase, open)
                :
                [
                    .. from line in shipment.Lines
                    let left = open.FirstOrDefault(piece => piece.LineId == line.LineId)?.Quantity ?? 0
                    where left > 0
                    select line with
                    {
                        Quantity = Math.Min(left, line.Quantity),
                    },
                ];
        var parcel = new Parcel
        {
            ParcelId = IdOf(shipment),
            Leg = ParcelLeg.ToCustomer,
            WaybillNumber = shipment.TrackingNumber,
            CarrierName = shipment.CarrierName,
            CarrierCode = shipment.CarrierCode,
            Status = ParcelStatus.InTransit,
            RawStatus = "SHIPPED",
            ShippedAt = shipment.ShippedAt ?? edit.Now,
            WeightGrams = shipment.WeightGrams,
            Fee = shipment.Fee,
            StoreLines = pieces,
            GoesWith =
                pieces.Count > 0
                    ? []
                    :
                    [
                        .. purchase
                            .Lines.SelectMany(line => line.Sources)
                            .Select(source => source.StoreLineId)
                            .Distinct(StringComparer.Ordinal),
                    ],
        };
        // A person vouches for the number: its form is not doubted.
        parcel = parcel with
        {
            CheckedNumber = isByHand ? parcel.NumberKey : null,
            NumberedAt = edit.Now,
        };
        parcel = parcel.WithFindings(purchase);
        var heir = FindReplaced(purchase, pieces) is { } old
            ? Inherit(parcel, old, edit.Now + pushTakes)
            : ((Parcel Old, Parcel Left, Parcel Taken)?)null;
        edit.Change(
            purchase.Key,
            EventKinds.OnwardShipped,
            $"the forwarder sends goods to the customer with {shipment.CarrierName}",
            one =>
                one with
                {
                    Parcels =
                    [
                        .. one.Parcels.Select(other =>
                            heir is not null && other.ParcelId == heir.Value.Old.ParcelId ? heir.Value.Left : other
                        ),
                        heir?.Taken ?? parcel,
                    ],
                },
            heir?.Old.PushedNumber,
            shipment.TrackingNumber
        );

        // Each parcel whose domestic number the store has gets the forwarder's number in its place.
        if (heir is { } first && Subtract(pieces, first.Taken.StoreLines) is { Count: > 0 } rest)
        {
            Add(
                edit,
                edit.Record.Find(purchase.Key)!,
                shipment with
                {
                    ShipmentId = $"{shipment.ShipmentId}+",
                    Lines = rest,
                },
                pushTakes,
                isByHand
            );
        }
    }

    // While the supplier still has a part, the forwarder cannot have sent it.
    private static List<LineQuantity> Sendable(PurchaseOrder purchase, IReadOnlyList<LineQuantity> open)
    {
        if (purchase.State != PurchaseOrderState.PartlyShipped)
        {
            return [.. open];
        }

        var received = purchase
            .Parcels.Where(parcel => parcel is { IsFromForwarder: false, IsRevoked: false })
            .SelectMany(parcel => parcel.StoreLines)
            .ToLookup(piece => piece.LineId, piece => piece.Quantity, StringComparer.Ordinal);
        var sent = Living(purchase)
            .SelectMany(parcel => parcel.StoreLines)
            .ToLookup(piece => piece.LineId, piece => piece.Quantity, StringComparer.Ordinal);
        return
        [
            .. from piece in open
            let left = Math.Min(piece.Quantity, received[piece.LineId].Sum() - sent[piece.LineId].Sum())
            where left > 0
            select piece with
            {
                Quantity = left,
            },
        ];
    }

    // A parcel whose number the store has, or may have, and which the goods do not travel under any more.
    private static Parcel? FindReplaced(PurchaseOrder purchase, List<LineQuantity> pieces) =>
        purchase.Parcels.FirstOrDefault(parcel =>
            parcel is { ConcernsStore: true, WaybillNumber: not null }
            && (parcel.Leg == ParcelLeg.ToForwarder || parcel is { IsFromForwarder: true, Status: ParcelStatus.Revoked })
            && parcel.Push != PushState.NotNeeded
            && (
                parcel.StoreLines.Any(line => pieces.Exists(piece => piece.LineId == line.LineId))
                || (pieces.Count == 0 && parcel.IsCompanion)
            )
        );

    private static (Parcel Old, Parcel Left, Parcel Taken) Inherit(Parcel parcel, Parcel old, DateTimeOffset pushAgainAt) =>
        (
            old,
            old with
            {
                ConcernsStore = false,
                Push = PushState.Pending,
                PushedNumber = null,
                PushedCarrier = null,
                FulfilmentId = null,
                PushedAt = null,
                PushAgainAt = null,
                PushDoubts = 0,
                ConfirmAt = null,
            },
            parcel with
            {
                StoreLines = old.StoreLines,
                GoesWith = old.GoesWith,
                FormerNumbers = [.. old.FormerNumbers, old.WaybillNumber!],
                Push = old.Push,
                PushedNumber = old.PushedNumber,
                PushedCarrier = old.PushedCarrier,
                FulfilmentId = old.FulfilmentId,
                PushedAt = old.PushedAt,
                PushAgainAt = old.Push == PushState.Pending ? pushAgainAt : old.PushAgainAt,
                PushDoubts = old.PushDoubts,
                ConfirmAt = old.ConfirmAt,
                Problem = old.Problem,
                YieldsToOthers = old.YieldsToOthers,
                RestIsShipped = old.RestIsShipped,
            }
        );

    private static List<LineQuantity> Subtract(List<LineQuantity> pieces, IReadOnlyList<LineQuantity> taken) =>
        [
            .. from piece in pieces
            let left = piece.Quantity - (taken.FirstOrDefault(one => one.LineId == piece.LineId)?.Quantity ?? 0)
            where left > 0
            select piece with
            {
                Quantity = left,
            },
        ];

    private static void Update(
        OrderEdit edit,
        PurchaseOrderKey key,
        Parcel known,
        OnwardShipment shipment,
        TimeSpan pushTakes,
        bool isByHand
    )
    {
        var isSame =
            TrackingNumbers.AreSame(known.WaybillNumber, shipment.TrackingNumber)
            || (!isByHand && known.FormerNumbers.Holds(shipment.TrackingNumber));
        var namesCarrier =
            OutsideText.Fold(shipment.CarrierName + shipment.CarrierCode).Length > 0
            && !(isSame && !isByHand && known.CorrectedFrom == Carriers.Key(shipment.CarrierName, shipment.CarrierCode));
        var now = known with
        {
            Status = shipment.IsRevoked ? ParcelStatus.Revoked : known.Status,
            RawStatus = shipment.IsRevoked ? "CANCELLED" : known.RawStatus,
            WaybillNumber = isSame ? known.WaybillNumber : shipment.TrackingNumber,
            CarrierName = namesCarrier ? shipment.CarrierName : known.CarrierName,
            CarrierCode = namesCarrier ? shipment.CarrierCode : known.CarrierCode,
            CorrectedFrom = namesCarrier ? null : known.CorrectedFrom,
            Findings = isSame ? known.Findings : [],
            WeightGrams = shipment.WeightGrams ?? known.WeightGrams,
            Fee = shipment.Fee ?? known.Fee,
        };
        if (now == known)
        {
            return;
        }

        now = now with { CheckedNumber = isByHand ? now.NumberKey : now.CheckedNumber, NumberedAt = isSame ? known.NumberedAt : edit.Now };
        now = isSame ? now : now.WithFindings(edit.Record.Find(key)!);

        if (!isSame && known.WaybillNumber is { } former)
        {
            now = now with
            {
                FormerNumbers = [.. known.FormerNumbers.Where(number => number != former), former],
                PushAgainAt = known.NeedsPush ? edit.Now + pushTakes : known.PushAgainAt,
            };
        }

        edit.Change(
            key,
            EventKinds.OnwardChanged,
            shipment.IsRevoked ? "the forwarder took the shipment back"
                : isSame ? "the forwarder's news of the shipment"
                : "the forwarder replaced the tracking number",
            old => old with { Parcels = [.. old.Parcels.Select(one => one.ParcelId == known.ParcelId ? now : one)] },
            known.WaybillNumber,
            now.WaybillNumber
        );
    }

    // What the forwarder has, or has sent on, was collected, whatever 1688 says of it.
    private static IReadOnlyList<Parcel> WithoutPickups(IReadOnlyList<Parcel> parcels) =>
        [
            .. parcels.Select(parcel =>
                parcel is { Leg: ParcelLeg.ToForwarder, AwaitsPickup: true } ? parcel with { IsPickupWaived = true } : parcel
            ),
        ];

    private static void Settle(OrderEdit edit, PurchaseOrderKey key)
    {
        if (!edit.HasChanged)
        {
            return;
        }

        var purchase = edit.Record.Find(key)!;
        if (HoldReasons.IsOfForwarder(purchase.Hold?.Code) && !IsAwaited(edit.Record, purchase))
        {
            edit.SetHold(key, null, "the forwarder gave the tracking number");
        }

        if (!IsAwaited(edit.Record, purchase))
        {
            edit.Replace(key, old => old with { Parcels = WithoutPickups(old.Parcels) });
        }

        edit.FollowLeads();
        edit.WatchLateNumbers();
        edit.WatchDelivery();
        OrderStateRollup.Settle(edit);
    }
}

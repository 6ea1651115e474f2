namespace Dropship.Core.Orders;

/// <summary>
/// Takes into a purchase order what the market says of it. Pure, and the same whatever the order and the number of repeats in which
/// news arrive: what is older than what is known changes nothing.
/// </summary>
public static class SupplierProgress
{
    /// <summary>Takes in what the market says of the orders alone.</summary>
    public static void Apply(OrderEdit edit, PurchaseOrderKey key, IReadOnlyList<SupplierOrder> read) =>
        Apply(edit, key, read, [], TimeSpan.Zero);

    /// <param name="edit">The change of the order.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="read">The market's orders behind it.</param>
    /// <param name="parcels">Their parcels.</param>
    /// <param name="pushTakes">How long a number may be on its way to the store: one that is replaced may have been sent by a process that
    /// ended before it wrote that down.</param>
    public static void Apply(
        OrderEdit edit,
        PurchaseOrderKey key,
        IReadOnlyList<SupplierOrder> read,
        IReadOnlyList<SupplierParcel> parcels,
        TimeSpan pushTakes
    )
    {
        if (edit.Record.Find(key) is null)
        {
            return;
        }

        var late = read.Where(order =>
                edit.Record.Find(key)!.SupplierOrders.Any(known => known.OrderId == order.OrderId && known.ModifiedAt > order.ModifiedAt)
            )
            .Select(order => order.OrderId)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var order in read)
        {
            TakeOrder(edit, key, order);
        }

        // What is revoked makes room for what takes its place.
        foreach (
            var parcel in parcels
                .OrderBy(parcel => parcel.Status == ParcelStatus.Revoked ? 0 : 1)
                .SelectMany(parcel => ParcelNumbers.Split(edit.Record.Find(key)!, parcel))
                .ToList()
        )
        {
            TakeParcel(edit, key, parcel, isLate: late.Contains(parcel.SupplierOrderId), pushTakes);
        }

        ReplaceRevoked(edit, key, pushTakes);

        PurchaseAdoption.AdoptKnown(edit, key);
        WatchDoubling(edit, key);
        WatchAmount(edit, key);
        WatchPayment(edit, key);
        WatchClosing(edit, key);
        WatchShipment(edit, key);
        edit.WatchArrival(key);
        edit.FollowLeads();
        edit.WatchLateNumbers();
        edit.WatchLateTroubles();
        edit.WatchSupplierRefunds();
        if (edit.HasChanged)
        {
            edit.WatchDelivery();
            OrderStateRollup.Settle(edit);
        }
    }

    private static void TakeOrder(OrderEdit edit, PurchaseOrderKey key, SupplierOrder order)
    {
        var purchase = edit.Record.Find(key)!;
        var now = SupplierOrderRecord.From(order);
        var known = purchase.SupplierOrders.FirstOrDefault(old => old.OrderId == order.OrderId);
        if (
            known is not null
            && (
                now.ModifiedAt < known.ModifiedAt
                || Describe(now) == Describe(known) && now.ModifiedAt == known.ModifiedAt && now.Lines.SequenceEqual(known.Lines)
            )
        )
        {
            return;
        }

        IReadOnlyList<SupplierOrderRecord> all = known is null
            ? [.. purchase.SupplierOrders, now]
            : [.. purchase.SupplierOrders.Select(old => old.OrderId == order.OrderId ? now : old)];
        if (known is not null && Describe(now) == Describe(known))
        {
            edit.Change(key, EventKinds.MarketRead, "1688 touched the order", old => old with { SupplierOrders = all });
        }
        else
        {
            edit.Change(
                key,
                EventKinds.MarketChanged,
                $"1688 order {order.OrderId}",
                old => old with { SupplierOrders = all },
                known is null ? null : Describe(known),
                Describe(now)
            );
        }
    }

    private static void TakeParcel(OrderEdit edit, PurchaseOrderKey key, SupplierParcel parcel, bool isLate, TimeSpan pushTakes)
    {
        var purchase = edit.Record.Find(key)!;
        var known =
            purchase.Parcels.FirstOrDefault(old => old.ParcelId == parcel.ParcelId)
            ?? purchase.Parcels.FirstOrDefault(old =>
                old.SupplierOrderId == parcel.SupplierOrderId
                && old.Status != ParcelStatus.Revoked
                && TrackingNumbers.AreSame(old.WaybillNumber, parcel.WaybillNumber)
            );
        if (known is null)
        {
            if (parcel.Status == ParcelStatus.Revoked)
            {
                return;
            }

            var pieces = parcel.FurtherNumberOf is null ? ParcelAllocation.Allocate(purchase, parcel) : [];
            var first = new Parcel
            {
                ParcelId = parcel.ParcelId,
                SupplierOrderId = parcel.SupplierOrderId,
                Leg = purchase.LegOfSupplier,
                ConcernsStore = purchase.Forwarding is null or { PushesDomesticNumber: true } && !HasNumberOfForwarder(purchase, pieces),
                WaybillNumber = parcel.WaybillNumber,
                CarrierName = parcel.CarrierName,
                CarrierCode = parcel.CarrierCode,
                Status = parcel.Status,
                SubStatus = parcel.SubStatus,
                RawStatus = parcel.RawStatus,
                ShippedAt = parcel.ShippedAt,
                NumberedAt = parcel.WaybillNumber is null ? null : edit.Now,
                StoreLines = pieces,
                GoesWith = pieces.Count > 0 ? [] : ParcelAllocation.FindStoreLines(purchase, parcel),
            };
            first = WithUnknown(first, parcel).WithFindings(purchase);
            edit.Change(
                key,
                EventKinds.ParcelShipped,
                $"{parcel.CarrierName} took a parcel over",
                old => old with { Parcels = [.. old.Parcels, first] },
                null,
                $"{parcel.WaybillNumber ?? "(no number)"} {parcel.RawStatus}"
            );
            return;
        }

        // A late word never takes a parcel back, and brings no number back that was replaced.
        var number =
            (isLate && known.WaybillNumber is not null) || TrackingNumbers.AreSame(parcel.WaybillNumber, known.WaybillNumber)
                ? known.WaybillNumber
                : parcel.WaybillNumber ?? known.WaybillNumber;
        var isSame = number == known.WaybillNumber;
        // What a carrier told of the former number says nothing of the new one.
        var report = isSame || known.StatusAt is null ? known.ToReport().Latest(parcel.ToReport()) : parcel.ToReport();
        var namesCarrier =
            !isLate
            && OutsideText.Fold(parcel.CarrierName + parcel.CarrierCode).Length > 0
            && !(isSame && known.CorrectedFrom == Carriers.Key(parcel.CarrierName, parcel.CarrierCode));
        var isSameCarrier = !namesCarrier || (known.CarrierName == parcel.CarrierName && known.CarrierCode == parcel.CarrierCode);
        var unknown = WithUnknown(known, parcel).UnknownWords;
        if (
            report == known.ToReport()
            && isSame
            && isSameCarrier
            && known.ParcelId == parcel.ParcelId
            && unknown.Count == known.UnknownWords.Count
        )
        {
            return;
        }

        edit.Change(
            key,
            !isSame ? EventKinds.WaybillChanged
                : isSameCarrier ? EventKinds.ParcelStatus
                : EventKinds.CarrierChanged,
            !isSame ? "the supplier replaced the waybill number"
                : isSameCarrier ? "the carrier's news"
                : $"the supplier names {parcel.CarrierName} in the place of {known.CarrierName}",
            old =>
                old with
                {
                    Parcels =
                    [
                        .. old.Parcels.Select(one =>
                            one.ParcelId != known.ParcelId
                                ? one
                                : (
                                    one.With(report) with
                                    {
                                        ParcelId = parcel.ParcelId,
                                        UnknownWords = unknown,
                                        WaybillNumber = number,
                                        NumberedAt = isSame ? known.NumberedAt : edit.Now,
                                        Findings = isSame ? known.Findings : [],
                                        CorrectedFrom = isSame && !namesCarrier ? known.CorrectedFrom : null,
                                        IsPickupWaived = isSame && known.IsPickupWaived,
                                        FormerNumbers =
                                            isSame || known.WaybillNumber is not { } former
                                                ? known.FormerNumbers
                                                : [.. known.FormerNumbers.Where(old => old != former), former],
                                        PushAgainAt = !isSame && known.NeedsPush ? edit.Now + pushTakes : known.PushAgainAt,
                                        CarrierName = namesCarrier || !isSame ? parcel.CarrierName : known.CarrierName,
                                        CarrierCode = namesCarrier || !isSame ? parcel.CarrierCode : known.CarrierCode,
                                    }
                                ).WithFindings(old)
                        ),
                    ],
                },
            $"{known.WaybillNumber} {known.Status}",
            $"{number} {report.Status}"
        );
    }

    private static Parcel WithUnknown(Parcel parcel, SupplierParcel told) =>
        told.UnknownWord is { } word ? parcel.WithUnknown(ParcelSources.Market, [word]) : parcel;

    // A waybill that 1688 names late changes nothing for the customer, who has the forwarder's number.
    private static bool HasNumberOfForwarder(PurchaseOrder purchase, IReadOnlyList<LineQuantity> pieces) =>
        purchase.Parcels.Any(parcel =>
            parcel.IsFromForwarder && (pieces.Count == 0 || parcel.StoreLines.Any(line => pieces.Any(piece => piece.LineId == line.LineId)))
        );

    // The supplier revokes a waybill and ships the same goods under another one: the new parcel stands in the store where the old one
    // stood, or was to stand.
    private static void ReplaceRevoked(OrderEdit edit, PurchaseOrderKey key, TimeSpan pushTakes)
    {
        foreach (
            var old in edit
                .Record.Find(key)!
                .Parcels.Where(parcel => parcel is { Status: ParcelStatus.Revoked, IsFromForwarder: false, StoreLines.Count: > 0 })
        )
        {
            var heir = edit
                .Record.Find(key)!
                .Parcels.FirstOrDefault(parcel =>
                    parcel is { Status: not ParcelStatus.Revoked, IsCompanion: true, PushedNumber: null, Push: PushState.Pending }
                    && parcel.SupplierOrderId == old.SupplierOrderId
                    && parcel.GoesWith.Intersect(old.StoreLines.Select(piece => piece.LineId), StringComparer.Ordinal).Any()
                );
            if (heir is null)
            {
                continue;
            }

            var taken = old with
            {
                ParcelId = heir.ParcelId,
                WaybillNumber = heir.WaybillNumber,
                FormerNumbers = old.WaybillNumber is { } former
                    ? [.. old.FormerNumbers.Where(number => number != former), former]
                    : old.FormerNumbers,
                CarrierName = heir.CarrierName,
                CarrierCode = heir.CarrierCode,
                Status = heir.Status,
                SubStatus = heir.SubStatus,
                RawStatus = heir.RawStatus,
                StatusAt = heir.StatusAt,
                ShippedAt = heir.ShippedAt,
                NumberedAt = heir.NumberedAt,
                Trace = heir.Trace,
                Findings = heir.Findings,
                CorrectedFrom = heir.CorrectedFrom,
                IsPickupWaived = false,
                PushAgainAt = old is { WaybillNumber: not null, Push: PushState.Pending } ? edit.Now + pushTakes : old.PushAgainAt,
            };
            edit.Change(
                key,
                EventKinds.ParcelReplaced,
                "the supplier revoked the waybill and made another one",
                purchase =>
                    purchase with
                    {
                        Parcels =
                        [
                            .. purchase
                                .Parcels.Where(parcel => parcel.ParcelId != old.ParcelId)
                                .Select(parcel => parcel.ParcelId == heir.ParcelId ? taken : parcel),
                        ],
                    },
                old.WaybillNumber,
                heir.WaybillNumber
            );
        }
    }

    // Nobody is asked for the money of goods that are there twice, and none is paid, until one of the orders is cancelled.
    private static void WatchDoubling(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        var isHeld = purchase.Hold.Is(HoldReasons.PurchaseDoubled);
        if (isHeld && !purchase.IsDoubled)
        {
            edit.SetHold(key, null, "one of them is cancelled");
        }
        else if (
            purchase is
            {
                Hold: null,
                IsDoubled: true,
                State: PurchaseOrderState.AwaitingApproval
                    or PurchaseOrderState.Approved
                    or PurchaseOrderState.AwaitingShipment
                    or PurchaseOrderState.PartlyShipped
                    or PurchaseOrderState.Shipped
            }
        )
        {
            var hold = edit.HoldFor(
                HoldReasons.PurchaseDoubled,
                HoldSentences.OrdersOnMarket.With(
                    (
                        "orders",
                        string.Join(
                            ", ",
                            purchase
                                .SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled)
                                .Select(order => order.OrderId)
                        )
                    )
                )
            );
            if (!purchase.Acknowledged.Contains(hold.Detail))
            {
                edit.SetHold(key, hold, HoldReasons.PurchaseDoubled.Code);
            }
        }
    }

    // An approval is bound to what was asked for: what no longer fits ends it.
    private static void WatchAmount(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (
            purchase
                is not
                {
                    Approval: { } approval,
                    Amount: { } amount,
                    State: PurchaseOrderState.AwaitingApproval or PurchaseOrderState.Approved
                }
            || purchase.SupplierOrders.All(order => order.IsPaid || order.Status == SupplierOrderStatus.Cancelled)
            || approval.WhyVoid(purchase) is not { } why
        )
        {
            return;
        }

        edit.Change(
            key,
            EventKinds.ApprovalVoid,
            why,
            old => old with { Approval = approval with { State = ApprovalState.Void, Why = why }, Payment = null },
            approval.Amount.ToString(),
            amount.ToString()
        );
        if (purchase.State == PurchaseOrderState.Approved)
        {
            edit.Move(key, PurchaseOrderState.AwaitingApproval, why);
        }
    }

    private static void WatchPayment(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        var open = purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled).ToList();
        if (
            open.Count == 0
            || !open.TrueForAll(order => order.IsPaid)
            || PurchaseOrderTransitions.IsPaid(purchase.State)
            || PurchaseOrderTransitions.IsFinal(purchase.State)
        )
        {
            return;
        }

        var paid = purchase.Amount!.Value;
        if (purchase.State == PurchaseOrderState.Cancelling)
        {
            edit.Move(
                key,
                PurchaseOrderState.RefundDue,
                "it was paid before it could be cancelled",
                edit.HoldFor(HoldReasons.CancelledAfterPayment, purchase.CancelReason ?? "cancelled")
            );
        }
        else if (
            purchase.Approval is { State: ApprovalState.Approved } approval
            && paid <= approval.Limit
            && PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.AwaitingShipment)
        )
        {
            edit.Replace(
                key,
                old =>
                    old with
                    {
                        Payment = (
                            old.Payment
                            ?? new PaymentRecord
                            {
                                Mode = PaymentMode.Cashier,
                                IntentAt = edit.Now,
                                ApprovalRound = approval.Round,
                                Limit = approval.Limit,
                            }
                        ) with
                        {
                            Paid = paid,
                            PaidAt = open.Max(order => order.PaidAt) ?? edit.Now,
                        },
                    }
            );
            edit.AddEvent(
                EventKinds.PurchasePaid,
                $"1688 says paid; round {approval.Round} allows {approval.Limit}",
                null,
                paid.ToString(),
                key
            );
            edit.Move(key, PurchaseOrderState.AwaitingShipment, "paid within the approval");
        }
        else
        {
            edit.SetHold(
                key,
                edit.HoldFor(
                    HoldReasons.PaidBeyondApproval,
                    purchase.Approval is { State: ApprovalState.Approved } given
                        ? HoldSentences.PaidBeyond.With(("paid", paid.ToString()), ("limit", given.Limit.ToString()))
                        : HoldSentences.PaidUnapproved.With(("paid", paid.ToString()))
                ),
                "1688 says paid, and no approval covers it"
            );
        }
    }

    private static void WatchClosing(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase.SupplierOrders.Count == 0 || purchase.SupplierOrders.Any(order => order.Status != SupplierOrderStatus.Cancelled))
        {
            return;
        }

        if (purchase.State is PurchaseOrderState.Planned or PurchaseOrderState.Placing or PurchaseOrderState.PlacementUnknown)
        {
            // The market may have split the purchase: the order that is closed need not be all of it. The look-up sees the others.
            return;
        }

        var why =
            purchase.SupplierOrders.Select(order => order.CloseReason).FirstOrDefault(reason => reason is not null) ?? "closed on 1688";
        if (purchase.State is PurchaseOrderState.Cancelling or PurchaseOrderState.RefundDue)
        {
            edit.Move(key, PurchaseOrderState.Cancelled, why);
        }
        else if (purchase.CancelReason is not null && PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.Cancelling))
        {
            edit.Move(key, PurchaseOrderState.Cancelling, purchase.CancelReason);
            edit.Move(key, PurchaseOrderState.Cancelled, why);
        }
        else if (PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.Blocked))
        {
            if (purchase.Approval is { State: ApprovalState.Open } approval)
            {
                edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Void, Why = why } });
            }

            edit.Move(key, PurchaseOrderState.Blocked, "all its orders on 1688 are closed", edit.HoldFor(HoldReasons.SupplierClosed, why));
        }
    }

    private static void WatchShipment(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        var nameless = purchase
            .Parcels.Where(parcel => parcel is { IsNameless: true, IsNumberedByHand: false, IsFromForwarder: false })
            .Select(parcel => parcel.ParcelId)
            .ToList();
        if (nameless.Count == 0 && purchase.Hold.Is(HoldReasons.ParcelWithoutNumber))
        {
            edit.SetHold(key, null, "the supplier gave the number");
        }

        if (purchase is { State: PurchaseOrderState.Shipped, Hold: null } && nameless.Count > 0)
        {
            edit.SetHold(
                key,
                edit.HoldFor(HoldReasons.ParcelWithoutNumber, string.Join(", ", nameless)),
                HoldReasons.ParcelWithoutNumber.Code
            );
        }

        if (purchase.State is not (PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped))
        {
            return;
        }

        var open = purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled).ToList();
        var allShipped = open.TrueForAll(order =>
            order.Status is SupplierOrderStatus.AwaitingReceipt or SupplierOrderStatus.Received or SupplierOrderStatus.Completed
            && purchase.Parcels.Any(parcel => parcel.SupplierOrderId == order.OrderId && !parcel.IsRevoked)
        );
        var kept = purchase.Hold.Is(HoldReasons.ShipmentLate, HoldReasons.ParcelWithoutNumber) ? null : purchase.Hold;
        if (allShipped && purchase.Parcels.Count > 0)
        {
            edit.Move(
                key,
                PurchaseOrderState.Shipped,
                "all of it is on its way",
                kept ?? (nameless.Count == 0 ? null : edit.HoldFor(HoldReasons.ParcelWithoutNumber, string.Join(", ", nameless)))
            );
        }
        else if (purchase.Parcels.Count > 0 && purchase.State == PurchaseOrderState.AwaitingShipment)
        {
            edit.Move(key, PurchaseOrderState.PartlyShipped, "a part of it is on its way", kept);
        }
    }

    private static string Describe(SupplierOrderRecord order) =>
        $"{order.RawStatus} {order.Total}{(order.IsPaid ? " paid" : string.Empty)}{(order.RefundStatus is { } refund ? $" {refund}" : string.Empty)}";
}

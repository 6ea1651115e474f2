namespace Dropship.Core.Orders;

/// <summary>
/// Brings parcels that hold no store pieces of their own (the other goods of a bundle, the rest of a piece) to the fulfilment of the parcel
/// that does, wherever in the order that one is. They wait until it has one. Those whose number a person enters in the store wait until the
/// store shows it. Pure.
/// </summary>
public static class BundleParcels
{
    public static void FollowLeads(this OrderEdit edit)
    {
        edit.ReleaseWhole();
        foreach (var purchase in edit.Record.PurchaseOrders.Where(purchase => !PurchaseOrderTransitions.IsFinal(purchase.State)))
        {
            foreach (var parcel in purchase.Parcels.Where(parcel => parcel.AwaitsLead || parcel.AwaitsHand))
            {
                if (parcel.AwaitsHand)
                {
                    if (parcel.StoreLines.All(piece => IsShownByOthers(edit.Record, piece)))
                    {
                        Change(
                            EventKinds.TrackingNotNeeded,
                            "the store shows what was entered there",
                            one => one with { Push = PushState.NotNeeded }
                        );
                    }
                }
                else if (FindFulfilment(edit.Record, parcel) is { } fulfilment)
                {
                    Change(
                        EventKinds.TrackingJoins,
                        $"it goes with fulfilment {fulfilment}",
                        one => one with { FulfilmentId = fulfilment }
                    );
                }
                else if (!edit.Record.PurchaseOrders.Any(other => MayLead(other, parcel)))
                {
                    Change(
                        EventKinds.TrackingNotNeeded,
                        "nothing of what it belongs to will be fulfilled by us",
                        one => one with { Push = PushState.NotNeeded }
                    );
                }

                void Change(EventKind what, string why, Func<Parcel, Parcel> change) =>
                    edit.Change(
                        purchase.Key,
                        what,
                        why,
                        old => old with { Parcels = [.. old.Parcels.Select(one => one.ParcelId == parcel.ParcelId ? change(one) : one)] },
                        null,
                        parcel.WaybillNumber
                    );
            }
        }
    }

    /// <summary>Whether parcels of other purchase orders of the order have something to be done about that only their own orchestrations
    /// do.</summary>
    public static bool ConcernsOthers(Order record, PurchaseOrderKey key) =>
        record.PurchaseOrders.Any(other =>
            other.Key != key
            && !PurchaseOrderTransitions.IsFinal(other.State)
            && other.Parcels.Any(parcel =>
                (parcel.IsCompanion && parcel.Push == PushState.NotNeeded)
                || (parcel.NeedsPush && (parcel.IsCompanion || parcel.RestIsShipped == true))
            )
        );

    private static string? FindFulfilment(Order record, Parcel companion) =>
        record
            .PurchaseOrders.SelectMany(purchase => purchase.Parcels)
            .Where(parcel => parcel.FulfilmentId is not null && Leads(parcel, companion))
            .Select(parcel => parcel.FulfilmentId)
            .FirstOrDefault();

    // Whether a parcel of it may yet get the fulfilment: one that is on its way to the store, or one that is still to come.
    private static bool MayLead(PurchaseOrder purchase, Parcel companion) =>
        !PurchaseOrderTransitions.IsFinal(purchase.State)
        && purchase.Lines.Any(line => line.Sources.Any(source => source.IsLead && companion.GoesWith.Contains(source.StoreLineId)))
        && (
            purchase.State != PurchaseOrderState.Shipped
            || purchase.Parcels.Any(parcel => parcel.Push != PushState.NotNeeded && Leads(parcel, companion))
        );

    private static bool IsShownByOthers(Order record, LineQuantity piece) =>
        !record.StoreOrder.Lines.Any(line => line.LineId == piece.LineId && LineCoverage.IsOpen(line))
        || record
            .StoreOrder.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled && !LineCoverage.IsOurs(record, fulfilment))
            .SelectMany(fulfilment => fulfilment.Lines)
            .Where(line => line.LineId == piece.LineId)
            .Sum(line => line.Quantity) >= piece.Quantity;

    private static bool Leads(Parcel parcel, Parcel companion) => parcel.StoreLines.Any(line => companion.GoesWith.Contains(line.LineId));
}

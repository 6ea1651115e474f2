using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>
/// Keeps the purchase orders true to their store order while that one changes: a new address, fewer pieces, other goods in the mapping.
/// What is not paid is closed and bought anew under a new key; what is paid becomes a person's matter. Pure.
/// </summary>
public static class PlanRevision
{
    public static void Apply(
        OrderEdit edit,
        StoreAccount account,
        ForwarderAccount? forwarder,
        IReadOnlyDictionary<string, SkuMapping> mappings
    )
    {
        foreach (
            var purchase in edit.Record.PurchaseOrders.Where(purchase =>
                purchase is { IsSale: true, CancelReason: null } && !PurchaseOrderTransitions.IsFinal(purchase.State)
            )
        )
        {
            WatchStoreHold(edit, purchase);
            if (purchase.Hold.Is(HoldReasons.RefundUnclear))
            {
                edit.SetHold(purchase.Key, null, "the store does not say any more that all of it is paid back");
            }

            if (FindChange(edit.Record, purchase, mappings) is { } change)
            {
                Revise(edit, purchase, change);
            }
        }

        if (AddressRules.FindMissing(edit.Record.StoreOrder).Count > 0)
        {
            // What is closed by now is bought once the address is complete.
            return;
        }

        foreach (var closed in edit.Record.PurchaseOrders.Where(purchase => purchase is { AwaitsSuccessor: true, IsSale: true }))
        {
            if (forwarder is null && AddressRules.RouteTo(edit.Record.StoreOrder) == PurchaseRoute.Transit)
            {
                return;
            }

            var successors = PurchasePlan.MakeSuccessors(edit.Record, closed, account, forwarder, mappings, edit.Now);
            edit.Change(
                closed.Key,
                EventKinds.PurchaseReplaced,
                closed.Replacement!.Why,
                old => old with { Replacement = old.Replacement! with { IsDone = true } },
                null,
                successors.Count == 0
                    ? "nothing of it is wanted any more"
                    : string.Join(", ", successors.Select(successor => successor.Key))
            );
            foreach (var successor in successors)
            {
                edit.Add(successor, $"in the place of {closed.Key}");
            }
        }
    }

    /// <summary>Whether nothing of a blocked purchase order is open at the market, for certain.</summary>
    public static bool IsClosed(PurchaseOrder purchase) =>
        purchase.State == PurchaseOrderState.Blocked
        && purchase.SupplierOrders.All(order => order.Status == SupplierOrderStatus.Cancelled)
        && !purchase.Hold.Is(HoldReasons.PlacementUnsettled);

    private static Change? FindChange(Order record, PurchaseOrder purchase, IReadOnlyDictionary<string, SkuMapping> mappings)
    {
        // Erased personal data says nothing of where the goods go.
        if (record.PersonalDataErasedAt is null && !GoesTo(purchase, record.StoreOrder))
        {
            return new Change(HoldReasons.AddressChanged, "the address changed");
        }

        var surplus = LineCoverage.FindSurplus(record, purchase);
        if (surplus.Count > 0)
        {
            return new Change(
                HoldReasons.PartlyTakenBack,
                HoldSentences
                    .FewerPieces.With(("lines", string.Join(", ", surplus.Select(line => $"{line.LineId} −{line.Quantity}"))))
                    .Text
            );
        }

        return purchase.State == PurchaseOrderState.Planned && !PurchasePlan.IsMapped(purchase, mappings)
            ? new Change(HoldReasons.RequestChanged, "the SKU is mapped to other goods")
            : null;
    }

    private static bool GoesTo(PurchaseOrder purchase, StoreOrder order) =>
        order.ShipTo is { } customer
        && AddressRules.RouteTo(order) == purchase.Route
        && (purchase.Route == PurchaseRoute.Transit || customer.Digest() == purchase.ShipToDigest);

    private static void Revise(OrderEdit edit, PurchaseOrder purchase, Change change)
    {
        switch (purchase.State)
        {
            case PurchaseOrderState.AwaitingConfirmation or PurchaseOrderState.Planned:
            case PurchaseOrderState.Blocked when IsClosed(purchase):
                edit.Replace(purchase.Key, old => old with { Replacement = new Replacement(change.Why) });
                edit.Move(purchase.Key, PurchaseOrderState.Cancelled, change.Why);
                break;
            case PurchaseOrderState.Paying or PurchaseOrderState.PaymentUnknown:
                // Whether it is paid decides what becomes of it; the order is looked at again once that is known.
                break;
            case PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped:
                var hold = edit.HoldFor(change.Reason, change.Why);
                if (!purchase.AwaitsSettling && !purchase.Acknowledged.Contains(hold.Detail))
                {
                    edit.SetHold(purchase.Key, hold, "it is paid: a person has to settle it with the supplier");
                }

                break;
            default:
                if (!PurchaseOrderTransitions.IsPaid(purchase.State))
                {
                    edit.Change(
                        purchase.Key,
                        EventKinds.RevisionWanted,
                        change.Why,
                        old => old with { CancelReason = change.Why, Replacement = new Replacement(change.Why) }
                    );
                }

                break;
        }
    }

    // A store that holds an order back, for suspected fraud for example, gets nothing paid for it meanwhile.
    private static void WatchStoreHold(OrderEdit edit, PurchaseOrder purchase)
    {
        var held = LineCoverage.WhyHeld(edit.Record, purchase);
        if (held is not null && purchase is { State: PurchaseOrderState.AwaitingApproval or PurchaseOrderState.Approved, Hold: null })
        {
            edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.StoreHold, held), "the store holds the order back");
        }
        else if (held is null && purchase.Hold.Is(HoldReasons.StoreHold))
        {
            edit.SetHold(purchase.Key, null, "the store lets the order go on");
        }
    }

    private sealed record Change(HoldReason Reason, string Why);
}

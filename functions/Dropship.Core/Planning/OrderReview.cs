using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>Looks at a store order and decides what becomes of it: waits, is held, is bought, is bought otherwise, or is given up.
/// Pure.</summary>
public static class OrderReview
{
    // The holds that the plan itself sets, and lifts again when there is nothing left to plan.
    private static readonly HoldReason[] s_planHolds =
    [
        HoldReasons.OrderMalformed,
        HoldReasons.StoreHold,
        HoldReasons.LineWithoutSku,
        HoldReasons.SkuUnmapped,
        HoldReasons.AddressIncomplete,
        HoldReasons.ForwarderMissing,
        HoldReasons.GoodsHidden,
        HoldReasons.MappingContradicted,
    ];

    /// <summary>Applies the decision to an order.</summary>
    /// <param name="edit">The order.</param>
    /// <param name="account">Its store.</param>
    /// <param name="forwarder">The store's forwarder; null when it has none.</param>
    /// <param name="mappings">The mappings in force for <see cref="FindSkus"/>.</param>
    public static void Apply(
        OrderEdit edit,
        StoreAccount account,
        ForwarderAccount? forwarder,
        IReadOnlyDictionary<string, SkuMapping> mappings
    )
    {
        edit.WatchLateNumbers();
        edit.WatchStoreRefund();
        var record = edit.Record;
        if (record.IsLeftAlone)
        {
            if (!OrderTransitions.IsFinal(record.State))
            {
                edit.Move(OrderState.SellerFulfilled, "it is from before the time from which orders are taken");
            }

            return;
        }

        var isWantedAgain = IsWantedAgain(record, account);
        var isReopened =
            isWantedAgain
            || (
                record.State is OrderState.Fulfilled or OrderState.SellerFulfilled
                && LineCoverage.WhyNotWanted(record.StoreOrder) is null
                && LineCoverage.FindUncovered(record).Count > 0
            );
        if ((OrderTransitions.IsFinal(record.State) && !isReopened) || LineCoverage.StaysReopened(record))
        {
            return;
        }

        // What was bought for it, and came to nothing or not, is not bought a second time without a person.
        if (isWantedAgain && (record.PurchaseOrders.Count > 0 || record.PersonalDataErasedAt is not null))
        {
            var before =
                record.PurchaseOrders.Count == 0
                    ? "its address is erased"
                    : $"bought before: {string.Join(", ", record.PurchaseOrders.Select(purchase => $"{purchase.Key} {purchase.State}"))}";
            edit.Move(
                OrderState.Held,
                "the store wants an order again that had ended",
                edit.HoldFor(HoldReasons.OrderReopened, $"it was {record.State}; {before}")
            );
            return;
        }

        // Nothing is bought on an older word while the newest cannot be made out.
        if (record.Unreadable is { } fault && record.PurchaseOrders.Count == 0)
        {
            edit.Move(OrderState.Held, "the store's order cannot be read", edit.HoldFor(HoldReasons.OrderMalformed, fault));
            return;
        }

        if (LineCoverage.WhyNotWanted(record.StoreOrder) is { } reason)
        {
            GiveUp(edit, reason, OrderState.Cancelled);
        }
        else if (IsFulfilledElsewhere(record))
        {
            GiveUp(edit, "the store order was fulfilled elsewhere", OrderState.FulfilledElsewhere);
        }
        else
        {
            PlanRevision.Apply(edit, account, forwarder, mappings);
            Buy(edit, account, forwarder, mappings);
        }

        OrderStateRollup.Settle(edit);
    }

    /// <summary>The SKUs whose mappings the review needs.</summary>
    public static IReadOnlyList<string> FindSkus(Order record)
    {
        var uncovered = LineCoverage.FindUncovered(record);
        var digital = FindDigital(record);
        var lines = record
            .StoreOrder.Lines.Where(line => uncovered.Any(piece => piece.LineId == line.LineId))
            .Concat(digital)
            .Select(line => line.Sku);
        var replanned = record
            .PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Planned || purchase.Replacement is { IsDone: false })
            .SelectMany(purchase => purchase.Lines)
            .SelectMany(line => line.Sources)
            .Select(source => source.Sku);
        return [.. lines.Concat(replanned).Where(sku => !Skus.IsMissing(sku)).Select(sku => sku!).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The variants that an order which is bought shows mappings to stand for.</summary>
    public static IReadOnlyList<(SkuMapping Mapping, MappedVariant Variant)> FindNewVariants(
        Order record,
        StoreAccount account,
        IReadOnlyDictionary<string, SkuMapping> mappings
    ) =>
        record is { IsLeftAlone: false, Unreadable: null }
        && LineCoverage.WhyNotWanted(record.StoreOrder) is null
        && IsPaid(record.StoreOrder, account)
        && (!record.StoreOrder.IsTest || account.TakeTestOrders)
            ? PurchasePlan.FindNewVariants(record.StoreOrder, LineCoverage.FindUncovered(record), mappings)
            : [];

    /// <summary>The SKUs that the order waits for; none when it does not.</summary>
    public static IReadOnlyList<string> WaitsForSkus(Order record) => record.Hold.Is(HoldReasons.SkuUnmapped) ? record.Hold.Subjects : [];

    private static bool IsWantedAgain(Order record, StoreAccount account)
    {
        if (
            record is not { State: OrderState.FulfilledElsewhere or OrderState.Cancelled, Unreadable: null }
            || !LineCoverage.IsOpen(record)
            || !IsPaid(record.StoreOrder, account)
        )
        {
            return false;
        }

        // That others sent it the store may have said to a push alone: what was read before that still shows it open.
        return record.StoreOrder.UpdatedAt > record.StateSince
            || !record.PurchaseOrders.Any(purchase =>
                purchase.Parcels.Any(parcel => parcel.Problem?.Meaning == RefusalMeaning.AlreadyFulfilled)
            );
    }

    // Buys what nothing was bought for yet: all of it the first time, later what the customer added.
    private static void Buy(
        OrderEdit edit,
        StoreAccount account,
        ForwarderAccount? forwarder,
        IReadOnlyDictionary<string, SkuMapping> mappings
    )
    {
        var isFirst = edit.Record.PurchaseOrders.Count == 0;
        var foreign = PurchasePlan
            .FindNotOurs(edit.Record.StoreOrder, account, mappings)
            .Except(edit.Record.LinesNotOurs, StringComparer.Ordinal)
            .ToList();
        if (foreign.Count > 0)
        {
            edit.Change(
                EventKinds.LinesNotOurs,
                "the seller sends them",
                record => record with { LinesNotOurs = [.. record.LinesNotOurs, .. foreign] },
                null,
                string.Join(", ", foreign)
            );
        }

        var pieces = LineCoverage.FindUncovered(edit.Record);
        if (pieces.Count == 0 && !isFirst)
        {
            if (edit.Record.State == OrderState.Held && edit.Record.Hold.Is(s_planHolds))
            {
                edit.Move(OrderState.Purchasing, "what it waited for is not wanted any more");
            }

            return;
        }

        if (FindObstacle(edit, account, forwarder, mappings, pieces) is { } obstacle)
        {
            if (isFirst || obstacle.State == OrderState.Held)
            {
                edit.Move(obstacle.State, obstacle.Why, obstacle.Hold);
            }

            return;
        }

        if (pieces.Count == 0)
        {
            edit.Move(OrderState.SellerFulfilled, "nothing of it is for us to send");
            return;
        }

        foreach (var purchase in PurchasePlan.Make(edit.Record, pieces, account, forwarder, mappings, edit.Now))
        {
            edit.Add(purchase, $"{purchase.Lines.Count} kinds of goods of supplier {purchase.SupplierName ?? purchase.SupplierId}");
        }

        if (isFirst)
        {
            edit.Change(
                EventKinds.PlacingMode,
                "the mode in force",
                record => record with { PlacingMode = account.PlacingMode },
                null,
                account.PlacingMode.ToString()
            );
        }

        edit.Move(OrderState.Purchasing, isFirst ? "all lines are mapped and paid" : "the customer added to the order");
    }

    private static Obstacle? FindObstacle(
        OrderEdit edit,
        StoreAccount account,
        ForwarderAccount? forwarder,
        IReadOnlyDictionary<string, SkuMapping> mappings,
        IReadOnlyList<LineQuantity> pieces
    )
    {
        var order = edit.Record.StoreOrder;
        if (order.Payment == StorePaymentStatus.Unknown && pieces.Count > 0)
        {
            return Held(
                "the store's word for the payment is not known",
                HoldReasons.OrderMalformed,
                HoldSentences.PaymentWordUnknown.With()
            );
        }

        if (!IsPaid(order, account))
        {
            return new Obstacle(OrderState.AwaitingPayment, $"the store says {order.Payment}", null);
        }

        var digital = FindDigital(edit.Record)
            .Where(line => mappings.TryGetValue(line.Sku!, out var mapping) && !mapping.IsSellerFulfilled)
            .ToList();
        if (digital.Count > 0)
        {
            return Held(
                "a mapped line needs no shipping",
                HoldReasons.MappingContradicted,
                HoldSentences.NotPhysical.With(("lines", DescribeLines(order, [.. digital.Select(line => line.LineId)]))),
                [.. digital.Select(line => line.LineId)]
            );
        }

        if (pieces.Count == 0)
        {
            return null;
        }

        if (LineCoverage.WhyHeld(edit.Record, pieces) is { } held)
        {
            return Held("the store holds the order back", HoldReasons.StoreHold, held);
        }

        var hidden = order
            .Lines.Where(line => line.HiddenQuantity > 0 && pieces.Any(piece => piece.LineId == line.LineId))
            .Select(line => line.LineId)
            .ToList();
        if (hidden.Count > 0)
        {
            return Held(
                "the store shows no fulfilment order for goods that are not fulfilled",
                HoldReasons.GoodsHidden,
                DescribeLines(order, hidden),
                hidden
            );
        }

        var unmapped = PurchasePlan.FindUnmapped(order, pieces, mappings);
        var missing = AddressRules.FindMissing(order);

        if (order.IsTest && !account.TakeTestOrders)
        {
            return Held("it is a test order", HoldReasons.TestOrder, order.Number);
        }

        if (unmapped.LinesWithoutSku.Count > 0)
        {
            return Held(
                "a line has no SKU",
                HoldReasons.LineWithoutSku,
                DescribeLines(order, unmapped.LinesWithoutSku),
                unmapped.LinesWithoutSku
            );
        }

        if (unmapped.UnmappedSkus.Count > 0)
        {
            return Held(
                "a SKU is not mapped",
                HoldReasons.SkuUnmapped,
                string.Join(", ", unmapped.UnmappedSkus.Select(Skus.Clean)),
                unmapped.UnmappedSkus
            );
        }

        if (PurchasePlan.FindAmbiguous(order, pieces, mappings) is { Count: > 0 } ambiguous)
        {
            return Held(
                "one SKU stands for several variants",
                HoldReasons.MappingContradicted,
                ambiguous.Select(sku => sku.Detail).Aggregate((all, next) => all.And(next)),
                [.. ambiguous.Select(sku => sku.Sku)]
            );
        }

        if (missing.Count > 0)
        {
            return Held(
                "the address is incomplete",
                HoldReasons.AddressIncomplete,
                HoldSentences.AddressLacks.With(("fields", string.Join(", ", missing))),
                missing
            );
        }

        return forwarder is null && AddressRules.RouteTo(order) == PurchaseRoute.Transit
            ? Held("the customer is outside China and the store has no forwarder", HoldReasons.ForwarderMissing, order.ShipTo!.Country)
            : null;

        Obstacle Held(string why, HoldReason reason, HoldDetail detail, params IReadOnlyList<string> subjects) =>
            new(OrderState.Held, why, edit.HoldFor(reason, detail, subjects));
    }

    // Lines that need no shipping and are not fulfilled: a gift card, or goods whose listing lacks the tick.
    private static IEnumerable<OrderLine> FindDigital(Order record) =>
        record.StoreOrder is { Fulfilment: StoreFulfilmentStatus.Fulfilled }
            ? []
            : record.StoreOrder.Lines.Where(line =>
                !line.RequiresShipping
                && !Skus.IsMissing(line.Sku)
                && line.Quantity
                    > record
                        .StoreOrder.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled)
                        .SelectMany(fulfilment => fulfilment.Lines)
                        .Where(piece => piece.LineId == line.LineId)
                        .Sum(piece => piece.Quantity)
            );

    private static bool IsPaid(StoreOrder order, StoreAccount account) =>
        order.Payment switch
        {
            StorePaymentStatus.Paid or StorePaymentStatus.PartiallyRefunded => true,
            StorePaymentStatus.Authorized => account.TakeAuthorizedOrders,
            StorePaymentStatus.Pending => account.TakePendingOrders,
            _ => false,
        };

    private static bool IsFulfilledElsewhere(Order record)
    {
        var ours = record.StoreOrder.Lines.Where(line => !record.LinesNotOurs.Contains(line.LineId)).ToList();
        var done = record.StoreOrder.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled).ToList();
        if (ours.Count == 0 || ours.Exists(LineCoverage.IsOpen) || done.Exists(fulfilment => LineCoverage.IsOurs(record, fulfilment)))
        {
            return false;
        }

        return record.StoreOrder.Fulfilment == StoreFulfilmentStatus.Fulfilled
            || done.Exists(fulfilment => fulfilment.Lines.Any(line => ours.Exists(our => our.LineId == line.LineId)));
    }

    // Unplaced purchase orders end here; placed ones get a cancel reason, and their orchestration cancels them. Paid ones whose goods are
    // still to be sent wait for a person.
    private static void GiveUp(OrderEdit edit, string why, OrderState end)
    {
        foreach (var purchase in edit.Record.PurchaseOrders)
        {
            switch (purchase.State)
            {
                case PurchaseOrderState.AwaitingConfirmation or PurchaseOrderState.Planned:
                case PurchaseOrderState.Blocked when PlanRevision.IsClosed(purchase):
                    edit.Move(
                        purchase.Key,
                        end == OrderState.FulfilledElsewhere ? PurchaseOrderState.FulfilledElsewhere : PurchaseOrderState.Cancelled,
                        why
                    );
                    break;
                case var _ when edit.Record.IsRefundUnclear(purchase):
                    edit.AskOverRefund(purchase);
                    break;
                default:
                    if (
                        purchase.CancelReason is null
                        && !PurchaseOrderTransitions.IsFinal(purchase.State)
                        && !(end == OrderState.FulfilledElsewhere && PurchaseOrderTransitions.IsPaid(purchase.State))
                    )
                    {
                        edit.Change(purchase.Key, EventKinds.CancelWanted, why, old => old with { CancelReason = why });
                    }

                    break;
            }

            if (purchase.AwaitsSuccessor)
            {
                edit.Change(
                    purchase.Key,
                    EventKinds.RevisionDropped,
                    why,
                    old => old with { Replacement = old.Replacement! with { IsDone = true } }
                );
            }
        }

        if (
            edit.Record.PurchaseOrders.All(purchase => PurchaseOrderTransitions.IsFinal(purchase.State))
            && !edit.Record.PurchaseOrders.Any(purchase => purchase.State == PurchaseOrderState.Completed)
        )
        {
            edit.Move(end, why);
        }
    }

    private static string DescribeLines(StoreOrder order, IReadOnlyList<string> lineIds) =>
        string.Join(", ", order.Lines.Where(line => lineIds.Contains(line.LineId)).Select(line => $"{line.Title} [{line.LineId}]"));

    private sealed record Obstacle(OrderState State, string Why, Hold? Hold);
}

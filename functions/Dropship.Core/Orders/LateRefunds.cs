namespace Dropship.Core.Orders;

/// <summary>Finds refunds that come up after an order has ended: money that goes back to the customer, or comes back from 1688, with nobody
/// looking any more. Each is one thing to do for a person. Pure.</summary>
public static class LateRefunds
{
    // The after-sale was withdrawn or refused: no money moves.
    private const string Closed = "refundclose";

    /// <summary>Holds what is completed and has a refund or an after-sale on 1688, until that is closed or a person has seen it.</summary>
    public static void WatchSupplierRefunds(this OrderEdit edit)
    {
        foreach (var purchase in edit.Record.PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Completed))
        {
            var refunded = purchase.SupplierOrders.Where(IsRefunded).Select(order => order.OrderId).ToList();
            if (refunded.Count == 0)
            {
                if (purchase.Hold.Is(HoldReasons.SupplierRefund))
                {
                    edit.SetHold(purchase.Key, null, "1688 closed the refund");
                }

                continue;
            }

            var detail = HoldSentences.OrdersOnMarket.With(("orders", string.Join(", ", refunded)));
            if (purchase.Hold is null && !purchase.Acknowledged.Contains(detail.Text))
            {
                edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.SupplierRefund, detail), HoldReasons.SupplierRefund.Code);
            }
        }
    }

    /// <summary>What the payment was before the store gave money back for a fulfilled order, or cancelled it; null when it did not, or a
    /// person is still to be told of an earlier time.</summary>
    /// <param name="order">The order with what the store said before.</param>
    /// <param name="now">What it says now.</param>
    public static StorePaymentStatus? RefundedFrom(Order order, StoreOrder now) =>
        order.RefundedFrom
        ?? (
            order.State == OrderState.Fulfilled
            && ((now.Payment != order.StoreOrder.Payment && IsRefund(now.Payment)) || (now.IsCancelled && !order.StoreOrder.IsCancelled))
                ? order.StoreOrder.Payment
                : null
        );

    /// <summary>Holds a part of a fulfilled order for which the store has given money back, until a person has seen it.</summary>
    public static void WatchStoreRefund(this OrderEdit edit)
    {
        var order = edit.Record;
        if (
            order.RefundedFrom is not { } before
            || order.PurchaseOrders.FirstOrDefault(one => one is { State: PurchaseOrderState.Completed, Hold: null }) is not { } purchase
        )
        {
            return;
        }

        var now = order.StoreOrder.IsCancelled ? $"{order.StoreOrder.Payment}, cancelled" : order.StoreOrder.Payment.ToString();
        var detail = HoldSentences.RefundedInStore.With(("before", before.ToString()), ("now", now));
        edit.Change(EventKinds.RefundTold, "a person is told of it", old => old with { RefundedFrom = null }, before.ToString(), now);
        edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.StoreRefund, detail), HoldReasons.StoreRefund.Code);
    }

    /// <summary>Whether the store has paid the whole order back and still waits for goods that are bought: a refund given in goodwill, or
    /// one of goods that nobody wants any more. The store does not say which.</summary>
    public static bool IsRefundUnclear(this Order order, PurchaseOrder purchase) =>
        order.StoreOrder is { IsCancelled: false, Payment: StorePaymentStatus.Refunded }
        && purchase.State
            is PurchaseOrderState.Paying
                or PurchaseOrderState.PaymentUnknown
                or PurchaseOrderState.AwaitingShipment
                or PurchaseOrderState.PartlyShipped
                or PurchaseOrderState.Shipped
                or PurchaseOrderState.PushRefused
        && (
            LineCoverage.IsAwaited(order, purchase)
            // What a person was asked about stays asked while our own parcels are what closes the lines.
            || (
                (purchase.Hold.Is(HoldReasons.RefundUnclear) || IsSentAllTheSame(purchase))
                && LineCoverage.FindSurplus(order, purchase).Count == 0
            )
        );

    /// <summary>Holds a paid purchase order of an order that was paid back, until a person says whether its goods are still sent.</summary>
    public static void AskOverRefund(this OrderEdit edit, PurchaseOrder purchase)
    {
        if (
            purchase
                is { CancelReason: null, AwaitsSettling: false }
                    and { State: PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped or PurchaseOrderState.Shipped }
            && !IsSentAllTheSame(purchase)
        )
        {
            var hold = edit.HoldFor(HoldReasons.RefundUnclear, HoldSentences.PaidBackAndOpen.With());
            edit.SetHold(purchase.Key, hold, "the store paid all of it back and still waits for the goods");
        }
    }

    /// <summary>Whether a person said of all that came of an order that was paid back that it is sent all the same.</summary>
    public static bool IsSentAllTheSame(this Order order) =>
        order.StoreOrder is { IsCancelled: false, Payment: StorePaymentStatus.Refunded }
        && order.PurchaseOrders.Where(purchase => purchase is { State: PurchaseOrderState.Completed, IsSale: true }).ToList()
            is { Count: > 0 } completed
        && completed.TrueForAll(IsSentAllTheSame);

    private static bool IsSentAllTheSame(PurchaseOrder purchase) =>
        purchase.Acknowledged.Contains(HoldSentences.PaidBackAndOpen.With().Text);

    private static bool IsRefunded(SupplierOrderRecord order) => order.RefundStatus is { Length: > 0 } status && status != Closed;

    private static bool IsRefund(StorePaymentStatus status) =>
        status is StorePaymentStatus.PartiallyRefunded or StorePaymentStatus.Refunded or StorePaymentStatus.Voided;
}

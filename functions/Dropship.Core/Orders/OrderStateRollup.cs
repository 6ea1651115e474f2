namespace Dropship.Core.Orders;

/// <summary>Draws what the purchase orders say together into the state of their store order. Pure.</summary>
public static class OrderStateRollup
{
    public static void Settle(OrderEdit edit)
    {
        // A purchase order that ends may be the one that another's parcel waited for.
        edit.FollowLeads();
        var record = edit.Record;
        if (record.PurchaseOrders.Count == 0 || OrderTransitions.IsFinal(record.State) || LineCoverage.StaysReopened(record))
        {
            return;
        }

        // What was replaced is spoken for by what came in its place, and a resend that ended leaves the sale as it was.
        var states = record
            .PurchaseOrders.Where(purchase =>
                !PurchaseOrderTransitions.IsFinal(purchase.State)
                || (purchase.IsSale && !(purchase.State == PurchaseOrderState.Cancelled && purchase.Replacement is { IsDone: true }))
            )
            .Select(purchase => purchase.State)
            .ToList();
        if (!states.TrueForAll(PurchaseOrderTransitions.IsFinal) || record.PurchaseOrders.Any(purchase => purchase.AwaitsSuccessor))
        {
            if (record.Hold.Is(HoldReasons.PurchaseRejected))
            {
                edit.Move(OrderState.Purchasing, "its purchase orders go on");
            }

            return;
        }

        var isWanted = LineCoverage.WhyNotWanted(record.StoreOrder) is null;
        if (isWanted && LineCoverage.FindUncovered(record).Count > 0)
        {
            // There is more to buy; the next review of the order handles it, or has set a hold.
            return;
        }

        var nothingOpen =
            record.StoreOrder.Fulfilment == StoreFulfilmentStatus.Fulfilled && !record.StoreOrder.Lines.Any(LineCoverage.IsOpen);
        if (states.Contains(PurchaseOrderState.FulfilledElsewhere) || (nothingOpen && !states.Contains(PurchaseOrderState.Completed)))
        {
            edit.Move(OrderState.FulfilledElsewhere, "it was fulfilled elsewhere");
        }
        else if (states.Count == 0 || (!states.Contains(PurchaseOrderState.Completed) && !isWanted))
        {
            edit.Move(OrderState.Cancelled, "nothing of it is left open");
        }
        else if (!isWanted && !record.IsSentAllTheSame())
        {
            // The customer has a refund, and goods are in transit to them: a person decides whether to claim them back.
            var sent = record
                .PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Completed)
                .Select(purchase => purchase.Key.Value);
            edit.Move(
                OrderState.Held,
                "the store order was given up after goods were sent",
                edit.HoldFor(HoldReasons.CancelledAfterPayment, $"paid and sent: {string.Join(", ", sent)}")
            );
        }
        else if (isWanted && states.Contains(PurchaseOrderState.Cancelled))
        {
            var cancelled = record.PurchaseOrders.First(purchase =>
                purchase is { State: PurchaseOrderState.Cancelled, Replacement: null, IsSale: true }
            );
            edit.Move(
                OrderState.Held,
                "a purchase order was cancelled while the store order is open",
                edit.HoldFor(HoldReasons.PurchaseRejected, cancelled.CancelReason ?? cancelled.Key.Value)
            );
        }
        else if (
            !nothingOpen
            && record
                .PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Completed)
                .SelectMany(purchase => purchase.SupplierOrders)
                .Where(order => order.Status == SupplierOrderStatus.Cancelled)
                .Select(order => order.OrderId)
                .ToList()
                is { Count: > 0 } closed
        )
        {
            // 1688 made several orders of one purchase, and not all of them came.
            edit.Move(
                OrderState.Held,
                "a part of the goods was closed on 1688",
                edit.HoldFor(HoldReasons.SupplierClosed, $"closed there and bought nowhere: {string.Join(", ", closed)}")
            );
        }
        else if (LineCoverage.FindUnsent(record) is { Count: > 0 } missing)
        {
            edit.Move(
                OrderState.Held,
                "the store still waits for pieces that were bought",
                edit.HoldFor(HoldReasons.PiecesMissing, string.Join("; ", missing.Select(line => $"{line.Quantity} of line {line.LineId}")))
            );
        }
        else
        {
            edit.Move(OrderState.Fulfilled, "the store confirmed all parcels");
        }
    }
}

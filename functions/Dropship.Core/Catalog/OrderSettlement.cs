using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;

namespace Dropship.Core.Catalog;

/// <summary>Draws what the purchase orders say together into the state of their store order. Pure.</summary>
public static class OrderSettlement
{
    public static void Settle(OrderEdit edit)
    {
        // A purchase order that ends may be the one that another's parcel waited for.
        edit.FollowLeads();
        var record = edit.Record;
        if (record.PurchaseOrders.Count == 0 || OrderTransitions.IsFinal(record.State))
        {
            return;
        }

        var states = record.PurchaseOrders.Select(purchase => purchase.State).ToList();
        if (!states.TrueForAll(PurchaseOrderTransitions.IsFinal))
        {
            if (record.State == OrderState.Held)
            {
                edit.Move(OrderState.Purchasing, "its purchase orders go on");
            }

            return;
        }

        var nothingOpen = record.Store.Fulfilment == StoreFulfilmentStatus.Fulfilled && !record.Store.Lines.Any(PurchasePlan.IsOpen);
        if (states.Contains(PurchaseOrderState.FulfilledElsewhere) || (nothingOpen && !states.Contains(PurchaseOrderState.Completed)))
        {
            edit.Move(OrderState.FulfilledElsewhere, "it was fulfilled elsewhere");
        }
        else if (!states.Contains(PurchaseOrderState.Completed) && (record.Store.IsCancelled || record.Store.Payment is StorePaymentStatus.Refunded or StorePaymentStatus.Voided))
        {
            edit.Move(OrderState.Cancelled, "nothing of it is left open");
        }
        else if (states.Contains(PurchaseOrderState.Cancelled))
        {
            var cancelled = record.PurchaseOrders.First(purchase => purchase.State == PurchaseOrderState.Cancelled);
            edit.Move(OrderState.Held, "a purchase order was cancelled while the store order is open", edit.HoldFor(HoldReasons.PurchaseRejected, cancelled.CancelReason ?? cancelled.Key.Value));
        }
        else
        {
            edit.Move(OrderState.Fulfilled, "the store confirmed all parcels");
        }
    }
}

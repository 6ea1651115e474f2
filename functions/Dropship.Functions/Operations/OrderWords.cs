using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Operations;

/// <summary>Says where an order stands and what a person can do with it, for answers to calls that come at the wrong time.</summary>
internal static class OrderWords
{
    /// <summary>Where an order and its purchase orders stand.</summary>
    public static string Where(Texts texts, Order order)
    {
        var purchases = order.PurchaseOrders.Select(purchase => Quoted(texts, $"purchase{purchase.State}", purchase.Hold)).ToList();
        return $"The state of the order is {Quoted(texts, $"order{order.State}", order.Hold)}; its purchase orders are {(purchases.Count == 0 ? "none" : string.Join(", ", purchases))}.";
    }

    /// <summary>Where a purchase order stands and what is possible.</summary>
    public static string Where(Texts texts, PurchaseOrder purchase) =>
        $"The state of the purchase order is {Quoted(texts, $"purchase{purchase.State}", purchase.Hold)}. {Possible(purchase)}";

    private static string Possible(PurchaseOrder purchase) =>
        purchase.State switch
        {
            PurchaseOrderState.AwaitingConfirmation => "It can be confirmed or cancelled.",
            PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused =>
                "Its parcels are on their way, so nothing can be cancelled; ask the supplier for a return.",
            PurchaseOrderState.RefundDue => "It is cancelled already, and the refund is claimed; release the order once the money is back.",
            var state when PurchaseOrderTransitions.IsFinal(state) => "It is at its end, and nothing more can be done with it.",
            _ when purchase.CancelReason is not null => "It is being cancelled already.",
            _ => purchase.Hold is null ? "It can be cancelled." : "It can be cancelled, or go on by a release of the order.",
        };

    private static string Quoted(Texts texts, string state, Hold? hold)
    {
        var words = $"\"{texts.In(Language.English)[state]}\"";
        return hold is null ? words : $"{words} ({texts.What(Language.English, hold.Code).TrimEnd('.')})";
    }
}

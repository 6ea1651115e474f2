using System.Text;
using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>Says where an order stands and what a person can do with it, for answers to calls that come at the wrong time.</summary>
internal static class OrderWords
{
    /// <summary>Where an order and its purchase orders stand.</summary>
    public static string Where(Order order) =>
        $"The order is {In(order.State)}{Held(order.Hold)}; its purchase orders are {(order.PurchaseOrders.Count == 0 ? "none" : string.Join(", ", order.PurchaseOrders.Select(purchase => $"{In(purchase.State)}{Held(purchase.Hold)}")))}.";

    /// <summary>Where a purchase order stands and what is possible.</summary>
    public static string Where(PurchaseOrder purchase) => $"The purchase order is {In(purchase.State)}{Held(purchase.Hold)}. {Possible(purchase)}";

    private static string Possible(PurchaseOrder purchase) => purchase.State switch
    {
        PurchaseOrderState.AwaitingConfirmation => "It can be confirmed or cancelled.",
        PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused => "Its parcels are on their way, so nothing can be cancelled; ask the supplier for a return.",
        PurchaseOrderState.RefundDue => "It is cancelled already, and the refund is claimed; release the order once the money is back.",
        var state when PurchaseOrderTransitions.IsFinal(state) => "It is at its end, and nothing more can be done with it.",
        _ when purchase.CancelReason is not null => "It is being cancelled already.",
        _ => purchase.Hold is null ? "It can be cancelled." : "It can be cancelled, or go on by a release of the order.",
    };

    private static string Held(Hold? hold) => hold is null ? string.Empty : $" and waits because of {hold.Code}";

    // "AwaitingApproval" reads "awaiting approval".
    private static string In<T>(T state)
        where T : struct, Enum
    {
        var words = new StringBuilder();
        foreach (var letter in state.ToString())
        {
            words.Append(words.Length > 0 && char.IsUpper(letter) ? " " : string.Empty).Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}

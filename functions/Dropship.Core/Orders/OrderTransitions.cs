using System.Collections.Frozen;

namespace Dropship.Core.Orders;

/// <summary>The moves a store order may make. What is not here does not happen.</summary>
public static class OrderTransitions
{
    private static readonly FrozenDictionary<OrderState, OrderState[]> s_moves = new Dictionary<OrderState, OrderState[]>
    {
        [OrderState.New] =
        [
            OrderState.SellerFulfilled,
            OrderState.AwaitingPayment,
            OrderState.Held,
            OrderState.Purchasing,
            OrderState.FulfilledElsewhere,
            OrderState.Cancelled,
        ],
        [OrderState.AwaitingPayment] =
        [
            OrderState.SellerFulfilled,
            OrderState.Held,
            OrderState.Purchasing,
            OrderState.FulfilledElsewhere,
            OrderState.Cancelled,
        ],
        [OrderState.Held] =
        [
            OrderState.SellerFulfilled,
            OrderState.AwaitingPayment,
            OrderState.Purchasing,
            OrderState.Fulfilled,
            OrderState.FulfilledElsewhere,
            OrderState.Cancelled,
        ],
        [OrderState.Purchasing] = [OrderState.Held, OrderState.Fulfilled, OrderState.FulfilledElsewhere, OrderState.Cancelled],
        [OrderState.Fulfilled] = [OrderState.Purchasing, OrderState.Held],
        [OrderState.FulfilledElsewhere] = [OrderState.SellerFulfilled, OrderState.Held, OrderState.Purchasing],
        [OrderState.Cancelled] = [OrderState.SellerFulfilled, OrderState.Held, OrderState.Purchasing],
        [OrderState.SellerFulfilled] = [OrderState.Purchasing, OrderState.Held],
    }.ToFrozenDictionary();

    public static bool IsAllowed(OrderState from, OrderState to) => s_moves[from].Contains(to);

    /// <summary>Whether an order in this state has come to its end. It leaves the end only when the customer adds to it, something is sent
    /// once more, or the store wants it again.</summary>
    public static bool IsFinal(OrderState state) =>
        state is OrderState.Fulfilled or OrderState.FulfilledElsewhere or OrderState.Cancelled or OrderState.SellerFulfilled;
}

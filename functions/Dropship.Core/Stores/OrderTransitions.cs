using System.Collections.Frozen;

namespace Dropship.Core.Stores;

/// <summary>The moves a store order may make. What is not here does not happen.</summary>
public static class OrderTransitions
{
    private static readonly FrozenDictionary<OrderState, OrderState[]> s_moves = new Dictionary<OrderState, OrderState[]>
    {
        [OrderState.New] = [OrderState.AwaitingMoney, OrderState.Held, OrderState.Purchasing, OrderState.FulfilledElsewhere, OrderState.Cancelled],
        [OrderState.AwaitingMoney] = [OrderState.Held, OrderState.Purchasing, OrderState.FulfilledElsewhere, OrderState.Cancelled],
        [OrderState.Held] = [OrderState.AwaitingMoney, OrderState.Purchasing, OrderState.Fulfilled, OrderState.FulfilledElsewhere, OrderState.Cancelled],
        [OrderState.Purchasing] = [OrderState.Held, OrderState.Fulfilled, OrderState.FulfilledElsewhere, OrderState.Cancelled],
        [OrderState.Fulfilled] = [],
        [OrderState.FulfilledElsewhere] = [],
        [OrderState.Cancelled] = [],
    }.ToFrozenDictionary();

    public static bool IsAllowed(OrderState from, OrderState to) => s_moves[from].Contains(to);

    /// <summary>Whether nothing more will happen to an order in this state.</summary>
    public static bool IsFinal(OrderState state) => s_moves[state].Length == 0;
}

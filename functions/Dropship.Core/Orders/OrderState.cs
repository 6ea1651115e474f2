namespace Dropship.Core.Orders;

/// <summary>Where a store order stands with us. The moves that are allowed are declared in <see cref="OrderTransitions"/>.</summary>
public enum OrderState
{
    /// <summary>Written down, not yet looked at.</summary>
    New,

    /// <summary>The store has not got the customer's money yet.</summary>
    AwaitingPayment,

    /// <summary>It waits; the hold says for what.</summary>
    Held,

    /// <summary>Its purchase orders are on their way.</summary>
    Purchasing,

    /// <summary>The store confirmed the tracking of all our parcels.</summary>
    Fulfilled,

    /// <summary>It was fulfilled outside of this system.</summary>
    FulfilledElsewhere,

    /// <summary>Cancelled or paid back, and nothing of ours is left open.</summary>
    Cancelled,

    /// <summary>Nothing of it is for us to send.</summary>
    SellerFulfilled,
}

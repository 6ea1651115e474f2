namespace Dropship.Core.Orders;

/// <summary>Where a purchase order stands. The moves that are allowed are declared in <see cref="PurchaseOrderTransitions"/>.</summary>
public enum PurchaseOrderState
{
    /// <summary>Prepared; a person must confirm that it is placed.</summary>
    AwaitingConfirmation,

    /// <summary>To be placed.</summary>
    Planned,

    /// <summary>The intent to place it is written; the call is on its way.</summary>
    Placing,

    /// <summary>The call went out and its answer is in doubt. Only look-ups lead out of here.</summary>
    PlacementUnknown,

    /// <summary>Placed; a person must approve the amount.</summary>
    AwaitingApproval,

    /// <summary>Nobody decided in time.</summary>
    ApprovalExpired,

    /// <summary>A person said no; it is being cancelled, or asked for again later.</summary>
    Rejected,

    /// <summary>The amount is approved and may be paid.</summary>
    Approved,

    /// <summary>The intent to pay is written; the call is on its way.</summary>
    Paying,

    /// <summary>The pay call's answer is in doubt. Only look-ups lead out of here.</summary>
    PaymentUnknown,

    /// <summary>Paid; the supplier is to ship.</summary>
    AwaitingShipment,

    /// <summary>Some of it is on its way.</summary>
    PartlyShipped,

    /// <summary>All of it is on its way; the store has not confirmed all numbers yet.</summary>
    Shipped,

    /// <summary>The store would not take a number.</summary>
    PushRefused,

    /// <summary>The store confirmed the number of each parcel.</summary>
    Completed,

    /// <summary>It is being cancelled at the market.</summary>
    Cancelling,

    /// <summary>Cancelled before any payment.</summary>
    Cancelled,

    /// <summary>Paid, and no longer wanted: the money has to be asked back.</summary>
    RefundDue,

    /// <summary>It cannot continue; the hold says why.</summary>
    Blocked,

    /// <summary>The store order was fulfilled outside of this system.</summary>
    FulfilledElsewhere,
}

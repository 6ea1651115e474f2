namespace Dropship.Core.Orders;

/// <summary>Where the payment of a purchase order stands.</summary>
public enum PaymentStage
{
    /// <summary>No money may go out: it is not approved, not wanted, held, dearer than approved, or paid.</summary>
    NotDue,

    /// <summary>Its money may go out: what it costs is approved, and no payment was begun under that approval.</summary>
    Due,

    /// <summary>It waits for a person to pay at the cashier.</summary>
    AwaitingPerson,
}

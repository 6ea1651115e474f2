namespace Dropship.Core.Orders;

/// <summary>Whether the store has the customer's money.</summary>
public enum StorePaymentStatus
{
    Unknown,
    Pending,
    Authorized,
    PartiallyPaid,
    Paid,
    PartiallyRefunded,
    Refunded,
    Voided,
}

namespace Dropship.Core.Orders;

/// <summary>Whether the store has the buyer's money.</summary>
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

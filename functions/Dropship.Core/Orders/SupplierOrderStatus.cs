namespace Dropship.Core.Orders;

/// <summary>Where an order stands at the market.</summary>
public enum SupplierOrderStatus
{
    /// <summary>A word that is not known here; nothing is concluded from it.</summary>
    Unknown,
    AwaitingPayment,
    AwaitingShipment,
    AwaitingReceipt,
    Received,
    Completed,
    Cancelled,
}

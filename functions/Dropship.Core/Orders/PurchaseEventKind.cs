namespace Dropship.Core.Orders;

/// <summary>What a warehouse system is told of a purchase order.</summary>
public enum PurchaseEventKind
{
    /// <summary>1688 took the order.</summary>
    Placed,

    /// <summary>A parcel of it has a waybill.</summary>
    Shipped,

    /// <summary>All of its goods are at the forwarder, or a parcel of it is with the customer.</summary>
    Arrived,
}

namespace Dropship.Core.Operations;

/// <summary>The tabs of the order list, the most urgent first. Each order is in exactly one.</summary>
public enum OrderTab
{
    /// <summary>Something of it waits for a person.</summary>
    Attention,

    /// <summary>A payment waits for approval or is being made.</summary>
    Payment,

    /// <summary>A purchase order is to be placed.</summary>
    Ordering,

    /// <summary>A supplier is to ship.</summary>
    Shipment,

    /// <summary>The store is to confirm tracking numbers.</summary>
    Tracking,

    /// <summary>The customer has not paid in the store.</summary>
    Customer,

    Fulfilled,

    Cancelled,
}

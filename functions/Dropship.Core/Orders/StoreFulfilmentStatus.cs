namespace Dropship.Core.Orders;

/// <summary>How much of the order the store holds for fulfilled.</summary>
public enum StoreFulfilmentStatus
{
    Unknown,
    Unfulfilled,
    OnHold,
    PartiallyFulfilled,
    Fulfilled,
}

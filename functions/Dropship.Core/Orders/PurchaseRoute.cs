namespace Dropship.Core.Orders;

/// <summary>Where a supplier sends the goods. 1688's suppliers deliver inside China.</summary>
public enum PurchaseRoute
{
    /// <summary>To the customer.</summary>
    Direct,

    /// <summary>To the forwarder of the store, who sends them on to the customer.</summary>
    Transit,
}

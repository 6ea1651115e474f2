namespace Dropship.Core.Orders;

/// <summary>Who must act.</summary>
public enum HoldActor
{
    /// <summary>The seller's team.</summary>
    Owner,

    /// <summary>Whoever approves payments.</summary>
    Approver,

    /// <summary>The store, or the customer there.</summary>
    Store,

    /// <summary>The supplier on 1688.</summary>
    Supplier,

    /// <summary>Whoever runs the system.</summary>
    Operator,
}

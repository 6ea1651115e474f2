namespace Dropship.Core.Operations;

/// <summary>Who is waited for.</summary>
public enum WaitActor
{
    /// <summary>This system: nobody has to do anything.</summary>
    System,

    /// <summary>The seller's team.</summary>
    Owner,

    /// <summary>Whoever approves payments.</summary>
    Approver,

    /// <summary>The store's platform.</summary>
    Store,

    /// <summary>Who buys in the store.</summary>
    Customer,

    /// <summary>The supplier on 1688.</summary>
    Supplier,

    /// <summary>Whoever carries a parcel.</summary>
    Carrier,

    /// <summary>The forwarder.</summary>
    Forwarder,

    /// <summary>Whoever runs the system.</summary>
    Operator,
}

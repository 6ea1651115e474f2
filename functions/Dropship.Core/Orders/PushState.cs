namespace Dropship.Core.Orders;

/// <summary>What the store knows of a parcel.</summary>
public enum PushState
{
    /// <summary>Nothing yet.</summary>
    Pending,

    /// <summary>It took the number.</summary>
    Pushed,

    /// <summary>Read again, it says that the goods are shipped with this number.</summary>
    Confirmed,

    /// <summary>It would not take the number.</summary>
    Refused,

    /// <summary>The store order was cancelled or fulfilled elsewhere: there is nothing to tell.</summary>
    NotNeeded,
}

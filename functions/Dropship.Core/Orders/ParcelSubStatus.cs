namespace Dropship.Core.Orders;

/// <summary>What a parcel's status means in particular, where the carrier says so.</summary>
public enum ParcelSubStatus
{
    None,

    /// <summary>The first scan: the carrier took it over.</summary>
    PickedUp,

    /// <summary>It goes through the customs.</summary>
    Customs,

    /// <summary>The customs keep it.</summary>
    CustomsHeld,
    Delayed,

    /// <summary>The carrier came, and the supplier did not hand it over.</summary>
    NotCollected,
    NobodyThere,
    AddressWrong,

    /// <summary>The recipient does not take it.</summary>
    Rejected,

    /// <summary>On its way back to the sender.</summary>
    Returning,
    Returned,
    Lost,
    Damaged,

    /// <summary>The carrier was told not to carry it.</summary>
    Cancelled,
}

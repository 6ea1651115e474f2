namespace Dropship.Core.Orders;

/// <summary>How far a parcel came.</summary>
public enum ParcelStatus
{
    /// <summary>A word that is not known here; never taken for being on its way.</summary>
    Unknown,

    /// <summary>A number exists; no carrier has the parcel.</summary>
    Announced,

    /// <summary>A carrier has it.</summary>
    PickedUp,
    InTransit,
    Delivered,
    Failed,
    Revoked,
}

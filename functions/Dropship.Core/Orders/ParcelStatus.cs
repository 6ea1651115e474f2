namespace Dropship.Core.Orders;

/// <summary>How far a parcel came, in one set of words for 1688, forwarders and tracking services. <see cref="Unknown"/> and
/// <see cref="Revoked"/> are no carrier's words.</summary>
public enum ParcelStatus
{
    /// <summary>Nothing is known of it but that it exists; never taken for being on its way.</summary>
    Unknown,

    /// <summary>The carrier does not know the number.</summary>
    NotFound,

    /// <summary>The carrier knows the number and does not have the parcel.</summary>
    InfoReceived,

    /// <summary>A carrier has it.</summary>
    InTransit,
    OutForDelivery,

    /// <summary>Nobody could take it; mostly it is tried again.</summary>
    AttemptFailed,

    /// <summary>It waits for the recipient in a shop or locker.</summary>
    AvailableForPickup,
    Delivered,

    /// <summary>Something is wrong with it; <see cref="ParcelSubStatus"/> tells what.</summary>
    Exception,

    /// <summary>Nothing was heard of it for too long.</summary>
    Expired,

    /// <summary>The supplier took the waybill back: no goods travel under it.</summary>
    Revoked,
}

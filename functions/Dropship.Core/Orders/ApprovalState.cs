namespace Dropship.Core.Orders;

public enum ApprovalState
{
    /// <summary>Asked for, not decided.</summary>
    Open,
    Approved,
    Rejected,

    /// <summary>The amount changed, or the purchase is no longer wanted: this round cannot be decided any more.</summary>
    Void,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>Not now: a new round is opened later.</summary>
    Postponed,

    /// <summary>Approved, and taken back before the payment began.</summary>
    TakenBack,
}

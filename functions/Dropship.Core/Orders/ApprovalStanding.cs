namespace Dropship.Core.Orders;

/// <summary>What can be done with a link.</summary>
public enum ApprovalStanding
{
    /// <summary>It can be decided.</summary>
    Open,

    /// <summary>It is approved.</summary>
    Approved,

    /// <summary>It is rejected.</summary>
    Rejected,

    /// <summary>The amount changed or the purchase is no longer wanted.</summary>
    Void,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>The page was open too long, or the form did not come from it.</summary>
    PageTooOld,

    /// <summary>No link of ours.</summary>
    NotIssued,

    /// <summary>It is postponed and asked again later.</summary>
    Postponed,

    /// <summary>Whoever approved it took that back.</summary>
    TakenBack,

    /// <summary>It cannot be taken back: the payment was started.</summary>
    PaymentStarted,
}

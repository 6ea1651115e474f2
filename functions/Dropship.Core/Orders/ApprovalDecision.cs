namespace Dropship.Core.Orders;

/// <summary>The decision of an approver.</summary>
public enum ApprovalDecision
{
    /// <summary>It may be paid.</summary>
    Approve,

    /// <summary>It is not wanted: the purchase order is cancelled.</summary>
    Reject,

    /// <summary>Not now, or not at this price: a new round follows later.</summary>
    AskAgain,
}

namespace Dropship.Core.Orders;

/// <summary>What a person says to a request for money.</summary>
public enum ApprovalDecision
{
    /// <summary>It may be paid.</summary>
    Approve,

    /// <summary>It is not wanted: the purchase order is cancelled.</summary>
    Reject,

    /// <summary>Not now, or not at this price: asked again later in a new round.</summary>
    AskAgain,
}

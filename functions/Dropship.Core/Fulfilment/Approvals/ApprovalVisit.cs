using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>What a link leads to.</summary>
/// <param name="Standing">Whether it can be decided, or what became of it.</param>
/// <param name="Facts">What the page shows; null for a link that was not issued here.</param>
/// <param name="Approver">Whom the link was sent to; null for a link that was not issued here.</param>
/// <param name="CanTakeBack">Whether this approver may still take the approval back.</param>
public sealed record ApprovalVisit(ApprovalStanding Standing, ApprovalFacts? Facts, Approver? Approver, bool CanTakeBack = false)
{
    /// <summary>The same for wrong, foreign and made-up links, so that nobody learns from trying.</summary>
    public static ApprovalVisit NotIssued { get; } = new(ApprovalStanding.NotIssued, null, null);
}

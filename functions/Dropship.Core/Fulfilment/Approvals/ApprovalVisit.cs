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
    /// <summary>The customer's or the store's remark. May hold personal data: for the page only.</summary>
    public string? Remark { get; init; }

    /// <summary>Why the round is void; null when it is not.</summary>
    public VoidCause? Cause { get; init; }

    /// <summary>What 1688 asks for now, or the newest round asks for; null when unknown.</summary>
    public Money? AmountNow { get; init; }

    /// <summary>The freight in <see cref="AmountNow"/>.</summary>
    public Money? FreightNow { get; init; }

    /// <summary>The page of the newer round that this approver can decide; null when there is none.</summary>
    public Uri? Successor { get; init; }

    /// <summary>Whether a postponed decision can be made now.</summary>
    public bool CanReopen { get; init; }

    /// <summary>The same for wrong, foreign and made-up links, so that nobody learns from trying.</summary>
    public static ApprovalVisit NotIssued { get; } = new(ApprovalStanding.NotIssued, null, null);
}

namespace Dropship.Core.Approvals;

/// <summary>One round of asking a person for the money. Bound to one amount: another amount needs another round.</summary>
public sealed record Approval
{
    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    public required ApprovalState State { get; init; }

    /// <summary>What may be paid when approved.</summary>
    public required Money Amount { get; init; }

    /// <summary>When the market was asked for the amount.</summary>
    public required DateTimeOffset AmountReadAt { get; init; }

    /// <summary>What the round before asked for; null in the first one.</summary>
    public Money? PreviousAmount { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the mails were handed over; null until all of them were.</summary>
    public DateTimeOffset? MailedAt { get; init; }

    /// <summary>How many reminders were sent.</summary>
    public int Reminders { get; init; }

    /// <summary>Who decided: the approver's name.</summary>
    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was rejected or voided; null otherwise.</summary>
    public string? Why { get; init; }
}

namespace Dropship.Core.Orders;

/// <summary>The intent to pay, written before the call or before the cashier page is handed out.</summary>
public sealed record PaymentRecord
{
    public required PaymentMode Mode { get; init; }

    public required DateTimeOffset IntentAt { get; init; }

    /// <summary>The round of approval that allows it.</summary>
    public required int ApprovalRound { get; init; }

    /// <summary>The most that may be paid: what was approved, with its tolerance.</summary>
    public required Money Limit { get; init; }

    /// <summary>The cashier page; null for a payment by agreement.</summary>
    public Uri? PayLink { get; init; }

    /// <summary>When a person first opened the cashier page; null until then, and always for a payment by agreement.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When a person was told that it is still unpaid; null until then.</summary>
    public DateTimeOffset? WarnedAt { get; init; }

    /// <summary>Whether money may be on its way, so that the approval cannot be taken back any more.</summary>
    public bool IsStarted => Mode == PaymentMode.Agreement || OpenedAt is not null || Paid is not null;

    /// <summary>What the market says was paid; null until then.</summary>
    public Money? Paid { get; init; }

    public DateTimeOffset? PaidAt { get; init; }
}

namespace Dropship.Core.Purchasing;

/// <summary>The intent to pay, written before the call or before the cashier page is handed out.</summary>
public sealed record PaymentRecord
{
    public required PaymentMode Mode { get; init; }

    public required DateTimeOffset IntentAt { get; init; }

    /// <summary>The round of approval that allows it.</summary>
    public required int ApprovalRound { get; init; }

    /// <summary>What was approved, and so the most that may be paid.</summary>
    public required Money Limit { get; init; }

    /// <summary>The cashier page; null for a payment by agreement.</summary>
    public Uri? PayLink { get; init; }

    /// <summary>When the mails that tell where to pay were handed over; null until all of them were, and for a payment by agreement.</summary>
    public DateTimeOffset? MailedAt { get; init; }

    /// <summary>What the market says was paid; null until then.</summary>
    public Money? Paid { get; init; }

    public DateTimeOffset? PaidAt { get; init; }
}

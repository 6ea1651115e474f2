namespace Dropship.Core.Orders;

/// <summary>One approval round. Bound to one amount, one freight and the same goods; any change needs another round.</summary>
public sealed record Approval
{
    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    public required ApprovalState State { get; init; }

    /// <summary>What may be paid when approved.</summary>
    public required Money Amount { get; init; }

    /// <summary>The tolerance above the amount; null for none.</summary>
    public Money? Tolerance { get; init; }

    /// <summary>The most that may be paid.</summary>
    public Money Limit => Tolerance is { } more ? Amount + more : Amount;

    /// <summary>The freight in <see cref="Amount"/>.</summary>
    public Money? Freight { get; init; }

    /// <summary>The digest of the goods that were asked for; null when the market named none.</summary>
    public string? Goods { get; init; }

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

    /// <summary>The approver who is told only when the others do not decide in time; null when there is none.</summary>
    public string? SecondId { get; init; }

    /// <summary>When that approver was told; null until then.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>Who decided: the approver's name.</summary>
    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was rejected or is void; null otherwise.</summary>
    public string? Why { get; init; }

    /// <summary>
    /// Why it no longer fits its purchase order; null while it does. Any change ends an open round; a given one bears what is cheaper, and
    /// a rise within its tolerance.
    /// </summary>
    public string? WhyVoid(PurchaseOrder purchase)
    {
        if (State is not (ApprovalState.Open or ApprovalState.Approved) || purchase.Amount is not { } amount)
        {
            return null;
        }

        if (State == ApprovalState.Open ? amount != Amount : amount > Limit)
        {
            return $"the amount changed from {Amount} to {amount}";
        }

        if (State == ApprovalState.Open && Freight is { } freight && freight != purchase.Freight)
        {
            return $"the freight changed from {freight} to {purchase.Freight}";
        }

        return Goods is { } goods && purchase.GoodsDigest is { } now && goods != now ? "the goods changed" : null;
    }
}

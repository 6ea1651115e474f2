using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Who is asked for the money, and how long.</summary>
public sealed record ApprovalOptions
{
    public required IReadOnlyList<Approver> Approvers { get; init; }

    /// <summary>Where this installation is reached from outside, for the links in mails; ends with '/'.</summary>
    public required Uri PublicAddress { get; init; }

    /// <summary>The keys that sign links, at least 32 bytes each, by their id. Links are signed with the first; all are accepted.</summary>
    public required IReadOnlyList<SigningKey> SigningKeys { get; init; }

    /// <summary>How long a round stays open. It ends earlier with the store's deadline, or when the market closes
    /// unpaid orders earlier.</summary>
    public TimeSpan ExpiresAfter { get; init; } = TimeSpan.FromHours(48);

    /// <summary>When to remind, counted from the request; ascending.</summary>
    public IReadOnlyList<TimeSpan> RemindAfter { get; init; } = [TimeSpan.FromHours(12), TimeSpan.FromHours(36)];

    /// <summary>The approver who is told only when the others do not act in time, where the store account names no other; null for
    /// nobody.</summary>
    public string? SecondApproverId { get; init; }

    /// <summary>When the second approver is told of a round, counted from the request.</summary>
    public TimeSpan EscalateAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>When the second approver is told of an alert, counted from its mail.</summary>
    public TimeSpan EscalateAlertsAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The same for an alert that only the store or the customer can end.</summary>
    public TimeSpan EscalateStoreAlertsAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>When the second approver is told of an alert of a reason, counted from its mail.</summary>
    public TimeSpan EscalateAfterOf(HoldReason reason) => reason.Actor == HoldActor.Store ? EscalateStoreAlertsAfter : EscalateAlertsAfter;

    /// <summary>How long after a round expired the unpaid order is cancelled on 1688. Until then a person can have it asked for
    /// again.</summary>
    public TimeSpan CancelExpiredAfter { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a page may be open before its buttons stop working.</summary>
    public TimeSpan PageLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How much a price may rise after the approval.</summary>
    public PriceTolerance Tolerance { get; init; } = PriceTolerance.None;

    /// <summary>How long after a "not now" it is asked again; earlier when the amount changes.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long what approvers are asked for is collected before one mail tells of it; zero for a mail each, at once.</summary>
    public TimeSpan CollectFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long alerts of one reason are collected before one mail tells of them.</summary>
    public TimeSpan CollectAlertsFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The rates for the margin that mails and pages show.</summary>
    public ExchangeRates Rates { get; init; } = ExchangeRates.None;
}

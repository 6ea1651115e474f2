namespace Dropship.Core.Approvals;

/// <summary>Who is asked for the money, and how long.</summary>
public sealed record ApprovalOptions
{
    public required IReadOnlyList<Approver> Approvers { get; init; }

    /// <summary>Where this installation is reached from outside, for the links in mails; ends with '/'.</summary>
    public required Uri PublicAddress { get; init; }

    /// <summary>The keys that sign links, at least 32 bytes each, by their id. Links are signed with the first; all are accepted.</summary>
    public required IReadOnlyList<SigningKey> SigningKeys { get; init; }

    /// <summary>How long a round stays open. It ends earlier when the market closes unpaid orders earlier.</summary>
    public TimeSpan ExpiresAfter { get; init; } = TimeSpan.FromHours(48);

    /// <summary>When to remind, counted from the request; ascending.</summary>
    public IReadOnlyList<TimeSpan> RemindAfter { get; init; } = [TimeSpan.FromHours(12), TimeSpan.FromHours(36)];

    /// <summary>How long a page may be open before its buttons stop working.</summary>
    public TimeSpan PageLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What one unit of a store's currency is worth in yuan, for the margin that the page shows.</summary>
    public IReadOnlyDictionary<string, decimal> YuanPerUnit { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>The day of these rates; null when none are given.</summary>
    public DateOnly? RatesOf { get; init; }
}

namespace Dropship.Core.Ports;

/// <summary>An alert as it is kept.</summary>
public sealed record Alert
{
    public required AlertNotice Notice { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When the mail was handed over; null until then.</summary>
    public DateTimeOffset? MailedAt { get; init; }

    /// <summary>Who was told though others were not yet: approvers and groups, by id.</summary>
    public IReadOnlyList<string> ToldTo { get; init; } = [];

    /// <summary>When the second person was told of it; null until then.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>When a sender began to mail it; null before. Another sender waits for a while.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Who said that nothing is to be done about it, and why; null while nobody has. It is kept, so that the same is not told
    /// again.</summary>
    public AlertSettlement? Settled { get; init; }

    /// <summary>The version under which it was read; opaque.</summary>
    public string? Version { get; init; }
}

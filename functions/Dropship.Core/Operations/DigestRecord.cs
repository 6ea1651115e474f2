namespace Dropship.Core.Operations;

/// <summary>What became of the newest digest.</summary>
public sealed record DigestRecord
{
    /// <summary>The day on which it was due, in the zone of the digest.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>When a sender began with it; another waits for a while.</summary>
    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>Who has it: approvers and groups, by id.</summary>
    public IReadOnlyList<string> ToldTo { get; init; } = [];

    /// <summary>When the last one got it; null until then.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>The version under which it was read; opaque. Null for one that was never saved.</summary>
    public string? Version { get; init; }
}

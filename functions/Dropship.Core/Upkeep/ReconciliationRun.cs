using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>A comparison and how far it has come.</summary>
public sealed record ReconciliationRun
{
    // A sample; all are counted.
    private const int KeptGaps = 200;

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Changes at or after this are compared.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Changes before this are compared.</summary>
    public required DateTimeOffset Until { get; init; }

    public ReconciliationStage Stage { get; init; } = ReconciliationStage.Listing;

    /// <summary>The next page; null at the start.</summary>
    public string? Page { get; init; }

    /// <summary>The last order of the ledger that was looked at; null before the first.</summary>
    public string? After { get; init; }

    /// <summary>Orders of the listing that were compared.</summary>
    public int Listed { get; init; }

    /// <summary>Open orders of the ledger that were asked for.</summary>
    public int Asked { get; init; }

    /// <summary>Orders on 1688 that carry no number of ours: bought by hand or by others.</summary>
    public int Foreign { get; init; }

    /// <summary>All differences.</summary>
    public int GapCount { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<Discrepancy> Gaps { get; init; } = [];

    /// <summary>Consecutive failed attempts.</summary>
    public int Failures { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it could not be brought to an end; null when it was, and while it runs.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether all was compared and nothing differed.</summary>
    public bool IsZeroGap => FinishedAt is not null && Problem is null && GapCount == 0;

    public ReconciliationRun With(Discrepancy gap) =>
        Gaps.Any(known => known.Kind == gap.Kind && known.Subject == gap.Subject)
            ? this
            : this with
            {
                GapCount = GapCount + 1,
                Gaps = GapCount < KeptGaps ? [.. Gaps, gap] : Gaps,
            };
}

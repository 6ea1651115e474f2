namespace Dropship.Core.Ports;

/// <summary>How far a list of changes has been read.</summary>
public sealed record PullCursor
{
    public static PullCursor Start { get; } = new();

    /// <summary>All changes before this time are imported; null before the first pull.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Where the first pull began: what changed before was never asked for. Null before the first pull.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the last pull reached the end of the list.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>What was taken in from the span that the next pull looks at again: id and time of change. Saves a read of each.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Recent { get; init; } =
        new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>The version under which it was read; opaque.</summary>
    public string? Version { get; init; }

    public bool HasTaken(string id, DateTimeOffset updatedAt) => Recent.TryGetValue(id, out var seen) && seen == updatedAt;

    /// <summary>The cursor after some changes are imported.</summary>
    /// <param name="watermark">Everything before this is in.</param>
    /// <param name="overlap">How far the next pull looks back.</param>
    /// <param name="taken">What was taken in: id and time of change.</param>
    public PullCursor Advance(DateTimeOffset watermark, TimeSpan overlap, IEnumerable<KeyValuePair<string, DateTimeOffset>> taken)
    {
        var next = Watermark is { } old && old > watermark ? old : watermark;
        var recent = new Dictionary<string, DateTimeOffset>(Recent, StringComparer.Ordinal);
        foreach (var (id, updatedAt) in taken)
        {
            recent[id] = updatedAt;
        }

        var horizon = next - overlap;
        foreach (var stale in recent.Where(entry => entry.Value < horizon).Select(entry => entry.Key).ToList())
        {
            recent.Remove(stale);
        }

        return this with
        {
            Watermark = next,
            Recent = recent,
        };
    }
}

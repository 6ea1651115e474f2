namespace Dropship.Core.Ports;

/// <summary>The rates that were fetched, and how the attempts went.</summary>
public sealed record RateRecord
{
    /// <summary>By currency.</summary>
    public IReadOnlyDictionary<string, FetchedRate> Rates { get; init; } = new Dictionary<string, FetchedRate>(StringComparer.Ordinal);

    /// <summary>When the first attempt was.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the last attempt was.</summary>
    public required DateTimeOffset TriedAt { get; init; }

    /// <summary>When a source answered last; null when none ever did.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Which sources failed at the last attempt, and why; null when all answered.</summary>
    public string? Problem { get; init; }

    /// <summary>The version under which it was read; opaque. Null for one that was never saved.</summary>
    public string? Version { get; init; }
}

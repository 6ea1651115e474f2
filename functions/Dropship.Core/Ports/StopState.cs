namespace Dropship.Core.Ports;

/// <summary>The state of the stop switch.</summary>
public sealed record StopState
{
    /// <summary>The initial state.</summary>
    public static StopState Untouched { get; } = new();

    /// <summary>Whether payments are stopped.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Who changed it last; null initially.</summary>
    public string? By { get; init; }

    public string? Why { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>How long what waits for its end rests before it looks again: the longer the stop lasts, the longer, in steps that double.
    /// The end itself is told.</summary>
    /// <param name="first">The first rest.</param>
    /// <param name="now">The time.</param>
    public TimeSpan Rest(TimeSpan first, DateTimeOffset now)
    {
        var rest = first;
        while (rest < first * 32 && rest * 8 < now - Since)
        {
            rest *= 2;
        }

        return rest;
    }

    /// <summary>How many events its history has.</summary>
    public int EventCount { get; init; }

    /// <summary>The digest of the last event; empty before the first.</summary>
    public string EventHash { get; init; } = string.Empty;

    /// <summary>The version under which it was read; opaque. Null before it was first saved.</summary>
    public string? Version { get; init; }
}

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

    /// <summary>How many events its history has.</summary>
    public int EventCount { get; init; }

    /// <summary>The digest of the last event; empty before the first.</summary>
    public string EventHash { get; init; } = string.Empty;

    /// <summary>The version under which it was read; opaque. Null before it was first saved.</summary>
    public string? Version { get; init; }
}

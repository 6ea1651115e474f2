namespace Dropship.Core.Ports;

/// <summary>A store or the market, as one account sees it, does not answer.</summary>
public sealed record Outage
{
    /// <summary>What does not answer, such as <c>store:shop-one</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The first call in a row that failed.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Failed calls in a row; those that were on their way when a pause began do not count.</summary>
    public required int Failures { get; init; }

    /// <summary>No call goes out before this; null while calls still go out.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Whether one call is out to see whether it works again.</summary>
    public bool IsProbed { get; init; }

    /// <summary>Whether a person was told.</summary>
    public bool IsTold { get; init; }

    /// <summary>The version under which it was read; opaque. Null for one that was never saved.</summary>
    public string? Version { get; init; }
}

namespace Dropship.Core.Upkeep;

/// <summary>When silence is no longer normal.</summary>
public sealed record HeartbeatOptions
{
    /// <summary>How long ago the last pull or sweep that came to its end may be: some three intervals of their timers.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(10);
}

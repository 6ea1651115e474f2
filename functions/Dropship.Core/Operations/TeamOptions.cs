namespace Dropship.Core.Operations;

/// <summary>When the team is told of what is not urgent.</summary>
public sealed record TeamOptions
{
    /// <summary>When the daily digest is due, by the clock of <see cref="DigestZone"/>; null for no digest.</summary>
    public TimeOnly? DigestAt { get; init; }

    public TimeZoneInfo DigestZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The hours in which only urgent alerts are told; null for none.</summary>
    public QuietHours? Quiet { get; init; }
}

namespace Dropship.Core.Ports;

/// <summary>What the team is told once a day.</summary>
/// <param name="Day">The day on which it is told.</param>
/// <param name="Items">What waits, by kind; within a kind the nearest deadline first.</param>
/// <param name="Figures">What happened on the day before.</param>
public sealed record DailyDigest(DateOnly Day, ILookup<DigestKind, DigestItem> Items, DigestFigures Figures);

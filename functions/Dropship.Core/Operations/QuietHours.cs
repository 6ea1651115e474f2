namespace Dropship.Core.Operations;

/// <summary>The hours in which only urgent alerts are told.</summary>
/// <param name="From">When they begin, by the clock of the zone.</param>
/// <param name="Until">When they end; earlier than <paramref name="From"/> for hours over midnight.</param>
/// <param name="Zone">The zone.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly Until, TimeZoneInfo Zone)
{
    /// <summary>When the hours that a moment is in end; null for a moment outside them.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone).DateTime;
        if (!TimeOnly.FromDateTime(local).IsBetween(From, Until))
        {
            return null;
        }

        var day = DateOnly.FromDateTime(local);
        var end = LocalTimes.At(day, Until, Zone);
        return end > moment ? end : LocalTimes.At(day.AddDays(1), Until, Zone);
    }
}

using NCrontab;

namespace Dropship.AzureSdk.Host.Timers;

/// <summary>When a timer fires, in UTC.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule _schedule;

    private TimerSchedule(string text, CrontabSchedule schedule)
    {
        Text = text;
        _schedule = schedule;
    }

    public string Text { get; }

    /// <summary>Reads NCRONTAB: six fields with seconds, or five without.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static TimerSchedule Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var schedule = fields is 5 or 6 ? CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 }) : null;
        return schedule is not null
            ? new TimerSchedule(text, schedule)
            : throw new FormatException($"'{text}' is not a schedule: write NCRONTAB, '{{second}} {{minute}} {{hour}} {{day}} {{month}} {{weekday}}'.");
    }

    /// <summary>The first time after <paramref name="after"/>.</summary>
    public DateTime Next(DateTime after) => DateTime.SpecifyKind(_schedule.GetNextOccurrence(after), DateTimeKind.Utc);

    /// <summary>Whether two runs can be less than a minute apart: too often to be remembered one by one.</summary>
    public bool IsFrequent(DateTime now)
    {
        var previous = Next(now);
        for (var i = 0; i < 5; i++)
        {
            var next = Next(previous);
            if (next - previous < s_minute)
            {
                return true;
            }

            previous = next;
        }

        return false;
    }
}

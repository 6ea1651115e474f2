namespace Microsoft.Azure.Functions.Worker;

/// <summary>Why and when a timer's function runs.</summary>
public class TimerInfo
{
    /// <summary>Null when the timer is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run comes later than it was due.</summary>
    public bool IsPastDue { get; set; }
}

namespace Dropship.ServiceBus.Queues;

/// <summary>Calls once the earliest of the moments it was told has come, and rests else.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _next = DateTimeOffset.MaxValue;

    public DeadlineTimer(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls at <paramref name="moment"/> at the latest. The queue's lock guards it.</summary>
    public void Advance(DateTimeOffset moment)
    {
        if (moment < _next)
        {
            Set(moment);
        }
    }

    /// <summary>Calls at <paramref name="moment"/>, whatever was asked for before. The queue's lock guards it.</summary>
    public void Set(DateTimeOffset moment)
    {
        _next = moment;
        var ticks = Math.Clamp((moment - _time.GetUtcNow()).Ticks + TimeSpan.TicksPerMillisecond, 0, TimeSpan.TicksPerDay);
        _timer.Change(moment == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : new TimeSpan(ticks), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}

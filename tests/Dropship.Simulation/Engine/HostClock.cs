namespace Dropship.Simulation.Engine;

/// <summary>The clock of one host: the world's time, a little wrong.</summary>
internal sealed class HostClock(Scheduler scheduler) : TimeProvider
{
    public TimeSpan Skew { get; set; }

    public override DateTimeOffset GetUtcNow() => scheduler.Now + Skew;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => scheduler.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(scheduler, callback, state, dueTime, period);

    private sealed class Timer : ITimer
    {
        private readonly Scheduler _scheduler;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private int _setting;

        public Timer(Scheduler scheduler, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_scheduler, _callback, _state) = (scheduler, callback, state);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime >= TimeSpan.Zero)
            {
                var activity = _scheduler.Current;
                _scheduler.After(dueTime, activity, () => Fire(setting, period));
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int setting, TimeSpan period)
        {
            if (setting != _setting)
            {
                return;
            }

            _callback(_state);
            if (period > TimeSpan.Zero && setting == _setting)
            {
                _scheduler.After(period, _scheduler.Current, () => Fire(setting, period));
            }
        }
    }
}

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// The timers of a hub, in memory: the histories hold them, and a start puts them here again. Each runs out once, and not
/// at all when it was cancelled.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="fire">Told of each timer that is due; must not block.</param>
internal sealed class TimerQueue(TimeProvider time, Action<HubTimer> fire) : IDisposable
{
    private const int SlackBeforeRebuild = 1000;
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<HubTimer, DateTimeOffset> _queue = new();
    private readonly Dictionary<string, HashSet<HubTimer>> _live = new(StringComparer.Ordinal);
    private ITimer? _alarm;
    private DateTimeOffset _alarmAt = DateTimeOffset.MaxValue;
    private bool _isDisposed;

    public void Add(HubTimer timer)
    {
        lock (_gate)
        {
            if (!_live.TryGetValue(timer.InstanceId, out var mine))
            {
                _live[timer.InstanceId] = mine = [];
            }

            if (!mine.Add(timer))
            {
                return;
            }

            _queue.Enqueue(timer, timer.Due);
            SetAlarm();
        }
    }

    public void Cancel(string instanceId, string executionId, int timerId)
    {
        lock (_gate)
        {
            if (_live.TryGetValue(instanceId, out var mine)
                && mine.RemoveWhere(timer => timer.TimerId == timerId && timer.ExecutionId == executionId) > 0
                && mine.Count == 0)
            {
                _live.Remove(instanceId);
            }

            DropDead();
        }
    }

    public void CancelAll(string instanceId)
    {
        lock (_gate)
        {
            _live.Remove(instanceId);
            DropDead();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _alarm?.Dispose();
        }
    }

    private void OnAlarm(object? state)
    {
        var due = new List<HubTimer>();
        lock (_gate)
        {
            _alarmAt = DateTimeOffset.MaxValue;
            var now = time.GetUtcNow();
            while (_queue.TryPeek(out var timer, out var at) && at <= now)
            {
                _queue.Dequeue();
                if (_live.TryGetValue(timer.InstanceId, out var mine) && mine.Remove(timer))
                {
                    due.Add(timer);
                    if (mine.Count == 0)
                    {
                        _live.Remove(timer.InstanceId);
                    }
                }
            }

            SetAlarm();
        }

        foreach (var timer in due)
        {
            fire(timer);
        }
    }

    // Cancelled timers stay in the queue until they are due, unless they become most of it.
    private void DropDead()
    {
        if (_queue.Count < SlackBeforeRebuild)
        {
            return;
        }

        var live = _live.Values.Sum(mine => mine.Count);
        if (_queue.Count > SlackBeforeRebuild + (2 * live))
        {
            _queue.Clear();
            _queue.EnqueueRange(_live.Values.SelectMany(mine => mine).Select(timer => (timer, timer.Due)));
        }
    }

    private void SetAlarm()
    {
        if (_isDisposed || !_queue.TryPeek(out _, out var at) || at >= _alarmAt)
        {
            return;
        }

        _alarmAt = at;
        var wait = at - time.GetUtcNow();
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < s_longestSleep ? wait : s_longestSleep;
        _alarm ??= time.CreateTimer(OnAlarm, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }
}

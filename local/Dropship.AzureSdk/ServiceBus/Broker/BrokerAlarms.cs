using Dropship.AzureSdk.Host;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>Things to do at a time: locks that run out, messages that become due or old. None is ever taken back; each looks for itself whether it still matters.</summary>
internal sealed class BrokerAlarms : IAsyncDisposable
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Action, DateTimeOffset> _alarms = new();
    private readonly AsyncSignal _earlier = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _loop;

    public BrokerAlarms(TimeProvider time)
    {
        _time = time;
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    /// <summary>Does something at a time, or soon when that is past.</summary>
    public void At(DateTimeOffset when, Action action)
    {
        if (when == DateTimeOffset.MaxValue)
        {
            return;
        }

        lock (_lock)
        {
            _alarms.Enqueue(action, when);
            if (!_alarms.TryPeek(out _, out var first) || first < when)
            {
                return;
            }
        }

        _earlier.Set();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _loop;
        _ended.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (!_ended.IsCancellationRequested)
            {
                if (TakeDue(out var wait) is { } action)
                {
                    action();
                }
                else
                {
                    await _earlier.WaitAsync(wait, _time, _ended.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Closed.
        }
    }

    private Action? TakeDue(out TimeSpan wait)
    {
        lock (_lock)
        {
            wait = s_longestWait;
            if (!_alarms.TryPeek(out _, out var when))
            {
                return null;
            }

            var left = when - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return _alarms.Dequeue();
            }

            // A whole millisecond more than the rest, for the platform's timers count in those.
            wait = left < s_longestWait ? left + TimeSpan.FromMilliseconds(1) : s_longestWait;
            return null;
        }
    }
}

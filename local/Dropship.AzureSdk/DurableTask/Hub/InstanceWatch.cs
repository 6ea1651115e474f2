using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>Those who wait for an instance to reach a status.</summary>
internal sealed class InstanceWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Watcher>> _watchers = new(StringComparer.Ordinal);

    /// <summary>Completes at the first status that fits and is told after the call.</summary>
    public Task WaitAsync(string id, Func<OrchestrationRuntimeStatus, bool> fits, CancellationToken cancellationToken)
    {
        var watcher = new Watcher(fits);
        lock (_gate)
        {
            if (!_watchers.TryGetValue(id, out var mine))
            {
                _watchers[id] = mine = [];
            }

            mine.Add(watcher);
        }

        return RemoveAfterAsync(id, watcher, cancellationToken);
    }

    public void Tell(string id, OrchestrationRuntimeStatus status)
    {
        lock (_gate)
        {
            if (_watchers.TryGetValue(id, out var mine))
            {
                foreach (var watcher in mine.Where(watcher => watcher.Fits(status)))
                {
                    watcher.Reached.TrySetResult();
                }
            }
        }
    }

    /// <summary>Nobody will be told anything any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers.Values.SelectMany(mine => mine))
            {
                watcher.Reached.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    private async Task RemoveAfterAsync(string id, Watcher watcher, CancellationToken cancellationToken)
    {
        try
        {
            await watcher.Reached.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                if (_watchers.TryGetValue(id, out var mine) && mine.Remove(watcher) && mine.Count == 0)
                {
                    _watchers.Remove(id);
                }
            }
        }
    }

    private sealed record Watcher(Func<OrchestrationRuntimeStatus, bool> Fits)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

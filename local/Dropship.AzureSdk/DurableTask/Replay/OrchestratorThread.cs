using System.Diagnostics.CodeAnalysis;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>
/// Runs everything an orchestrator does on the calling thread, one thing after the other: as a task scheduler for tasks it
/// starts, as a synchronization context for its awaits. Work that arrives from any other thread is never run; it proves
/// that the orchestrator awaited something that does not replay.
/// </summary>
/// <param name="onForeignWork">Told once, from the foreign thread, when work arrives after the thread has ended.</param>
internal sealed class OrchestratorThread(Action? onForeignWork) : TaskScheduler
{
    private readonly Queue<Task> _queue = new();
    private readonly Lock _gate = new();
    private int _thread;
    private bool _hasEnded;
    private bool _sawForeignWork;
    private Exception? _posted;

    public override int MaximumConcurrencyLevel => 1;

    public bool IsCurrent => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

    /// <summary>Whether another thread has brought work so far.</summary>
    public bool SawForeignWork
    {
        get
        {
            lock (_gate)
            {
                return _sawForeignWork;
            }
        }
    }

    /// <summary>Makes the calling thread the orchestrator's for the time of the call.</summary>
    public void Own(Action work)
    {
        var outer = SynchronizationContext.Current;
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        SynchronizationContext.SetSynchronizationContext(new Context(this));
        try
        {
            work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            Volatile.Write(ref _thread, 0);
            lock (_gate)
            {
                _hasEnded = true;
                _queue.Clear();
            }
        }
    }

    /// <summary>Runs a piece of work, and then all that became ready through it.</summary>
    public void Run(Action work)
    {
        var task = new Task(work);
        task.RunSynchronously(this);
        task.GetAwaiter().GetResult();
        while (TryTake(out var next))
        {
            TryExecuteTask(next);
            if (_posted is { } exception)
            {
                _posted = null;
                throw new InvalidOperationException($"Code that the orchestrator started with async void has thrown: {exception.Message}", exception);
            }
        }
    }

    protected override void QueueTask(Task task)
    {
        if (!IsCurrent)
        {
            NoteForeignWork();
            return;
        }

        lock (_gate)
        {
            _queue.Enqueue(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsCurrent && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _queue];
        }
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            return _queue.TryDequeue(out task);
        }
    }

    private void NoteForeignWork()
    {
        bool tell;
        lock (_gate)
        {
            tell = _hasEnded && !_sawForeignWork;
            _sawForeignWork = true;
        }

        if (tell)
        {
            onForeignWork?.Invoke();
        }
    }

    private sealed class Context(OrchestratorThread owner) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => new Task(() =>
        {
            try
            {
                d(state);
            }
            catch (Exception exception)
            {
                owner._posted = exception;
            }
        }).Start(owner);

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (!owner.IsCurrent)
            {
                owner.NoteForeignWork();
                throw new InvalidOperationException("An orchestrator's context takes no work from other threads.");
            }

            d(state);
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}

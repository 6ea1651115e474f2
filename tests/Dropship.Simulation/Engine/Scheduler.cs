namespace Dropship.Simulation.Engine;

/// <summary>
/// The one thread of a run. Everything that can happen stands in one queue by its time; each call of a port is an entry of its own, whose
/// time the seed decides. So any order in which handlers may take turns between two awaits can come, and the same seed gives the same one.
/// </summary>
internal sealed class Scheduler
{
    private readonly PriorityQueue<Step, (long Due, long Turn)> _steps = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly Context _context;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private DateTimeOffset _restsUntil;
    private long _turn;

    public Scheduler(DateTimeOffset start)
    {
        Now = start;
        _context = new Context(this);
    }

    public DateTimeOffset Now { get; private set; }

    /// <summary>The handler whose turn it is; null between handlers.</summary>
    public Activity? Current { get; private set; }

    /// <summary>How many steps were taken.</summary>
    public long Count { get; private set; }

    /// <summary>Steps in the queue that are more than the ticking of timers.</summary>
    public int Work { get; private set; }

    public void After(TimeSpan wait, Activity? activity, Action run, bool isTicking = false) => At(Now + wait, activity, run, isTicking);

    public void At(DateTimeOffset due, Activity? activity, Action run, bool isTicking = false) =>
        Enqueue(new Step(activity, run, isTicking, IsOutside: false), due < _restsUntil ? _restsUntil : due);

    /// <summary>Something that happens outside and waits for nobody here: a leap does not delay it.</summary>
    public void AfterOutside(TimeSpan wait, Action run) => Enqueue(new Step(null, run, IsTicking: false, IsOutside: true), Now + wait);

    /// <summary>Takes the next step. A step of a handler that died is passed over.</summary>
    /// <returns>False when there is none.</returns>
    public bool TakeStep()
    {
        if (!_steps.TryDequeue(out var step, out var at))
        {
            return false;
        }

        Work -= step.IsTicking ? 0 : 1;
        Now = new DateTimeOffset(at.Due, TimeSpan.Zero);
        if (step.Activity is { IsDead: true })
        {
            return true;
        }

        Count++;
        Run(step.Activity, step.Run);
        return true;
    }

    /// <summary>Everything here rests for a while, as if the machines had slept: what was due meanwhile is late, and what is on its way
    /// outside arrives.</summary>
    public void Leap(TimeSpan span)
    {
        var late = _steps.UnorderedItems.OrderBy(entry => entry.Priority).Select(entry => (entry.Element, entry.Priority)).ToList();
        _restsUntil = Now + span;
        _steps.Clear();
        foreach (var (step, (due, turn)) in late)
        {
            _steps.Enqueue(step, (step.IsOutside ? due : Math.Max(due, _restsUntil.UtcTicks), turn));
        }
    }

    /// <summary>Runs something as a handler, in the scheduler's own context: whatever it awaits goes on here.</summary>
    public void Run(Activity? activity, Action run)
    {
        var (outer, current) = (SynchronizationContext.Current, Current);
        SynchronizationContext.SetSynchronizationContext(_context);
        Current = activity;
        try
        {
            run();
            while (_posted.TryDequeue(out var posted))
            {
                posted.Callback(posted.State);
            }
        }
        finally
        {
            Current = current;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private void Enqueue(Step step, DateTimeOffset due)
    {
        _steps.Enqueue(step, ((due < Now ? Now : due).UtcTicks, _turn++));
        Work += step.IsTicking ? 0 : 1;
    }

    private sealed record Step(Activity? Activity, Action Run, bool IsTicking, bool IsOutside);

    private sealed class Context(Scheduler scheduler) : SynchronizationContext
    {
        // What went on on another thread would come back at any time, and a seed would be another run each time.
        public override void Post(SendOrPostCallback d, object? state)
        {
            if (Environment.CurrentManagedThreadId != scheduler._thread)
            {
                throw new InvalidOperationException("A handler went on outside the run.");
            }

            scheduler._posted.Enqueue((d, state));
        }

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}

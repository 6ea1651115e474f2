namespace Dropship.Sandbox.World;

/// <summary>All state of the sandbox behind one lock: a step sees and changes it whole, and is in the journal when it returns.</summary>
internal sealed class SandboxWorld : IDisposable
{
    private readonly Lock _gate = new();
    private readonly EntitySet _entities = new();
    private readonly Journal? _journal;

    public SandboxWorld(string? folder, TimeProvider time)
    {
        Time = time;
        _journal = folder is null ? null : Journal.Open(folder, _entities);
        Change(step =>
        {
            if (step.Find<Settings>("settings") is null)
            {
                var settings = new Settings { Key = "settings" };
                step.Add(settings);
                step.Add(new ClockBase { Key = "clock", Since = time.GetUtcNow() });
                foreach (var standIn in StandIns.All)
                {
                    standIn.Seed(step);
                }
            }
        });
    }

    public TimeProvider Time { get; }

    public CallLog Calls { get; } = new();

    public void Change(Action<Step> work) =>
        Change(step =>
        {
            work(step);
            return true;
        });

    public T Change<T>(Func<Step, T> work)
    {
        lock (_gate)
        {
            var step = new Step(_entities, Time.GetUtcNow());
            var result = work(step);
            if (step.Changed.Count > 0)
            {
                _journal?.Append(step.Changed);
            }

            return result;
        }
    }

    public void Dispose() => _journal?.Dispose();
}

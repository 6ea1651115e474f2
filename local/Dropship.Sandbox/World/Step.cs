namespace Dropship.Sandbox.World;

/// <summary>One step under the world's lock. What it touches is written when it ends.</summary>
internal sealed class Step(EntitySet entities, DateTimeOffset now)
{
    private readonly HashSet<Entity> _changed = [];

    public IReadOnlyCollection<Entity> Changed => _changed;

    /// <summary>Wall-clock time, in UTC, as it is printed in replies.</summary>
    public DateTimeOffset Now { get; } = now;

    public ClockBase Clock => Get<ClockBase>("clock");

    /// <summary>Seconds on the sandbox clock, which delays are measured on.</summary>
    public double Elapsed => Clock.ElapsedAt(Now);

    public Settings Settings => Get<Settings>("settings");

    public T? Find<T>(string key)
        where T : Entity => (T?)entities.Find(typeof(T), key);

    public T Get<T>(string key)
        where T : Entity => Find<T>(key) ?? throw new InvalidOperationException($"There is no {typeof(T).Name} '{key}'.");

    public IEnumerable<T> All<T>()
        where T : Entity => entities.All(typeof(T)).Cast<T>();

    public T Add<T>(T entity)
        where T : Entity
    {
        entities.Put(entity);
        _changed.Add(entity);
        return entity;
    }

    public void Touch(Entity entity) => _changed.Add(entity);

    public void Remove(Entity entity)
    {
        entities.Remove(entity);
        entity.Removed = true;
        _changed.Add(entity);
    }

    public long Next(string sequence)
    {
        var counter = Find<Sequence>(sequence) ?? Add(new Sequence { Key = sequence });
        counter.Last++;
        Touch(counter);
        return counter.Last;
    }

    /// <summary>Takes the fault that the operation is to show, if there is one, and counts it down.</summary>
    public Fault? TakeFault(string target, string operation, Func<Fault, bool>? suits = null)
    {
        var fault = All<Fault>()
            .OrderBy(f => f.Key, StringComparer.Ordinal)
            .FirstOrDefault(f => f.Matches(target, operation) && (suits?.Invoke(f) ?? true));
        if (fault is null)
        {
            return null;
        }

        if (fault.Skip > 0)
        {
            fault.Skip--;
            Touch(fault);
            return null;
        }

        if (--fault.Times <= 0)
        {
            Remove(fault);
        }
        else
        {
            Touch(fault);
        }

        return fault;
    }
}

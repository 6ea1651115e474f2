namespace Dropship.Simulation.Engine;

/// <summary>One run of a handler on a host. When it dies, nothing of it ever goes on: no catch, no finally.</summary>
internal sealed class Activity(Host? host, string name, Action? onDeath)
{
    public Host? Host => host;

    public string Name => name;

    public DateTimeOffset StartedAt { get; init; }

    public bool IsDead { get; private set; }

    public bool HasEnded { get; private set; }

    public void End()
    {
        HasEnded = true;
        host?.Running.Remove(this);
    }

    public void Die()
    {
        if (IsDead || HasEnded)
        {
            return;
        }

        IsDead = true;
        host?.Running.Remove(this);
        onDeath?.Invoke();
    }
}

namespace Dropship.Simulation.Engine;

/// <summary>The instances of the app that run, and the running of handlers on them.</summary>
internal sealed class Hosts(Scheduler scheduler, Dice dice, Func<string, Host> make, Action<Activity, Exception> onUnexpected)
{
    private readonly List<Host> _hosts = [make("host-1"), make("host-2")];

    public Host Any => dice.Pick(_hosts);

    public IReadOnlyList<Host> All => _hosts;

    /// <summary>Runs a handler.</summary>
    /// <param name="name">What runs, for the trace.</param>
    /// <param name="work">The handler.</param>
    /// <param name="ended">Told how it ended: null, or what it threw.</param>
    /// <param name="died">Told when it will never end.</param>
    public Activity Start(string name, Func<Host, Task> work, Action<Exception?> ended, Action? died = null)
    {
        var host = Any;
        var activity = new Activity(host, $"{host.Name}:{name}", died) { StartedAt = scheduler.Now };
        host.Running.Add(activity);
        scheduler.Run(activity, () => _ = DriveAsync(activity, () => work(host), ended));
        return activity;
    }

    private async Task DriveAsync(Activity activity, Func<Task> work, Action<Exception?> ended)
    {
        Exception? failure = null;
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            // As the host does: what a handler throws is the trigger's business.
            failure = exception;
            onUnexpected(activity, exception);
        }

        activity.End();
        ended(failure);
    }
}

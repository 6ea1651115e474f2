using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host;

/// <summary>The host's life: checks all functions, starts what listens, and in the end drains it.</summary>
internal sealed class FunctionsHostService(
    FunctionCatalog catalog,
    IEnumerable<ITriggerFamily> families,
    HostIdentity identity,
    HostShutdown shutdown,
    TimeProvider time,
    ILogger<FunctionsHostService> logger) : IHostedLifecycleService
{
    // Calls that run get this long to finish by themselves before their tokens are cancelled.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(2);

    private readonly ITriggerFamily[] _families = [.. families];
    private readonly List<ITriggerListener> _listeners = [];

    /// <summary>Whether everything that listens was started.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The family that owns a function's trigger.</summary>
    /// <exception cref="InvalidOperationException">None does.</exception>
    public ITriggerFamily FamilyOf(FunctionDescriptor function) =>
        _families.FirstOrDefault(f => f.Owns(function.Trigger))
        ?? throw new InvalidOperationException($"Function '{function.Name}' has a trigger that this host does not know: {function.Trigger.GetType().Name}.");

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var function in catalog.Functions)
        {
            FamilyOf(function).Check(function);
        }

        Log.Starting(logger, identity.Id, catalog.Functions.Count, string.Join(", ", catalog.Functions.Select(f => f.Name)));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Listeners start last, when every hosted service of the app is up and HTTP is answered.
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var enabled = new List<FunctionDescriptor>();
        foreach (var function in catalog.Functions)
        {
            if (catalog.IsDisabled(function))
            {
                Log.Disabled(logger, function.Name);
            }
            else
            {
                enabled.Add(function);
            }
        }

        foreach (var family in _families)
        {
            var listener = family.Listen([.. enabled.Where(f => FamilyOf(f) == family)]);
            _listeners.Add(listener);
            await listener.StartAsync(cancellationToken);
        }

        IsRunning = true;
        Log.Started(logger);
    }

    // And they stop first, while what the functions use is still there.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsRunning = false;
        Log.Stopping(logger, shutdown.Running);
        var stopping = Task.WhenAll(_listeners.Select(l => StopAsync(l, cancellationToken)));
        var drained = Task.Delay(s_drain, time, cancellationToken);
        await Task.WhenAny(stopping, drained);
        await shutdown.CancelAsync();
        await stopping;
        Log.Stopped(logger, shutdown.Running);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StopAsync(ITriggerListener listener, CancellationToken cancellationToken)
    {
        try
        {
            await listener.StopAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            // The others are stopped all the same; whatever this one left is taken up after the next start.
            Log.ListenerFailedToStop(logger, exception);
        }
    }
}

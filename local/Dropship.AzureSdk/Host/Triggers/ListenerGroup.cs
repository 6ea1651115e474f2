namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>Several listeners as one.</summary>
internal sealed class ListenerGroup(IReadOnlyList<ITriggerListener> listeners) : ITriggerListener
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(listeners.Select(l => l.StartAsync(cancellationToken)));

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(listeners.Select(l => l.StopAsync(cancellationToken)));
        foreach (var listener in listeners.OfType<IDisposable>())
        {
            listener.Dispose();
        }
    }
}

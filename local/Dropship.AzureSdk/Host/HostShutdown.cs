namespace Dropship.AzureSdk.Host;

/// <summary>The end of the host as calls see it: their tokens, and how many still run.</summary>
internal sealed class HostShutdown : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private int _running;

    /// <summary>Cancelled when calls are asked to end.</summary>
    public CancellationToken Token => _cancelled.Token;

    public int Running => Volatile.Read(ref _running);

    /// <summary>Counts one call until disposed.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _running);
        return new Leave(this);
    }

    public Task CancelAsync() => _cancelled.CancelAsync();

    public void Dispose() => _cancelled.Dispose();

    private sealed class Leave(HostShutdown host) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref host._running);
    }
}

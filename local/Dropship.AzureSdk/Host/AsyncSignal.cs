namespace Dropship.AzureSdk.Host;

/// <summary>Wakes one waiter; a signal that nobody waits for is kept, further ones are merged with it.</summary>
internal sealed class AsyncSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set()
    {
        lock (_lock)
        {
            _signalled.TrySetResult();
        }
    }

    /// <summary>Waits for a signal, but no longer than the time given.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        Task signalled;
        lock (_lock)
        {
            signalled = _signalled.Task;
        }

        try
        {
            await signalled.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }

        lock (_lock)
        {
            _signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return true;
    }
}

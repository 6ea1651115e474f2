namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>Work that goes on by itself, counted, so that a stop can wait until there is none.</summary>
internal sealed class WorkCounter
{
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _idle;

    public void Run(Func<Task> work)
    {
        lock (_gate)
        {
            _count++;
        }

        _ = Task.Run(() => RunAsync(work), CancellationToken.None);
    }

    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _count == 0
                ? Task.CompletedTask
                : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
        finally
        {
            lock (_gate)
            {
                if (--_count == 0)
                {
                    _idle?.TrySetResult();
                    _idle = null;
                }
            }
        }
    }
}

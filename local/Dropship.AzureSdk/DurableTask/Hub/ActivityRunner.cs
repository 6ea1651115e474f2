using System.Collections.Concurrent;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// Runs activities, so many at a time. A call counts as running until its result is stored, so that nobody runs it a second
/// time meanwhile; one that the process does not survive is found open in the history and runs again.
/// </summary>
/// <param name="functions">Where activities come from.</param>
/// <param name="mostAtATime">How many run at the same time.</param>
/// <param name="report">Told of each result; must not block.</param>
/// <param name="logger">Gets failures.</param>
internal sealed class ActivityRunner(IHubFunctions functions, int mostAtATime, Action<ActivityCall, HistoryEvent> report, ILogger logger) : IDisposable
{
    private readonly ConcurrentDictionary<(string Instance, string Execution, int Task), ActivityCall> _claimed = new();
    private readonly SemaphoreSlim _room = new(mostAtATime);
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _isStopping;

    public void Run(ActivityCall call)
    {
        if (!_isStopping && _claimed.TryAdd((call.InstanceId, call.ExecutionId, call.TaskId), call))
        {
            _ = Task.Run(() => RunAsync(call), CancellationToken.None);
        }
    }

    /// <summary>The result is stored, or nobody wants it any more.</summary>
    public void Forget(string instanceId, string executionId, int taskId) => _claimed.TryRemove((instanceId, executionId, taskId), out _);

    /// <summary>Takes nothing new, waits a quarter of the grace period, tells what still runs to end, and waits for the rest of it.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        _isStopping = true;
        _stop.CancelAfter(grace / 4);
        using var end = new CancellationTokenSource(grace);
        try
        {
            for (var i = 0; i < mostAtATime; i++)
            {
                await _room.WaitAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Those that did not end in time run again when the hub does.
        }

        await _stop.CancelAsync();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _room.Dispose();
    }

    private async Task RunAsync(ActivityCall call)
    {
        try
        {
            await _room.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            if (!_isStopping && await InvokeAsync(call) is { } result)
            {
                report(call, result);
            }
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<HistoryEvent?> InvokeAsync(ActivityCall call)
    {
        var activity = functions.FindActivity(call.Name);
        if (activity is null)
        {
            return Failed(call, new FailureDetails("ActivityTaskNotFound", $"No activity task named '{call.Name}' was found.", null, null, isNonRetriable: true));
        }

        try
        {
            var result = await activity(call, _stop.Token);
            Limits.Check(result, $"The result of activity '{call.Name}'");
            return new TaskCompletedEvent(-1, call.TaskId, result);
        }
        catch (OperationCanceledException) when (_isStopping)
        {
            // Not its failure: it runs again when the hub does.
            return null;
        }
        catch (Exception exception)
        {
            Log.ActivityFailed(logger, exception, call.Name, call.InstanceId, call.TaskId);
            return Failed(call, TaskFailureDetails.FromException(exception).ToCore());
        }
    }

    private static TaskFailedEvent Failed(ActivityCall call, FailureDetails failure) =>
        new(-1, call.TaskId, failure.ErrorMessage, null, Limits.Trimmed(failure));
}

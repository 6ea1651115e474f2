using System.Runtime.ExceptionServices;
using Microsoft.Azure.WebJobs.Host.Timers;

namespace Dropship.FunctionsHost.Hosting;

/// <summary>A function that outlasts functionTimeout and its grace costs the worker; a listener that cannot go on costs the host.</summary>
internal sealed class ExceptionHandler(WorkerSupervisor worker) : IWebJobsExceptionHandler
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails when the host cannot go on.</summary>
    public Task Failed => _failed.Task;

    public async Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod)
    {
        if (
            exceptionInfo.SourceException is FunctionTimeoutException { Task: { } running } timeout
            && await Task.WhenAny(running, Task.Delay(timeoutGracePeriod)) != running
        )
        {
            worker.Restart(timeout.Message);
        }
    }

    public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
    {
        _failed.TrySetException(exceptionInfo.SourceException);
        return Task.CompletedTask;
    }
}

using System.Globalization;
using Azure;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.Timers;

/// <summary>One timer: waits for its next time, runs the function, remembers; never two runs at once.</summary>
internal sealed class TimerListener(
    FunctionDescriptor function, TimerSchedule schedule, TimerMonitor monitor, FunctionInvoker invoker, TimeProvider time, ILogger logger) : ITriggerListener, IDisposable
{
    // The longest single wait; longer ones are chained, for timers of the platform end at some 49 days.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    private readonly TimerTriggerAttribute _trigger = (TimerTriggerAttribute)function.Trigger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var status = _trigger.UseMonitor && !schedule.IsFrequent(now) ? await ReadStatusAsync(now, cancellationToken) : null;
        _loop = Task.Run(() => LoopAsync(status, now), CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    // What is due next is worked out anew from the last run, so that a changed schedule takes effect at once.
    private async Task<ScheduleStatus> ReadStatusAsync(DateTime now, CancellationToken cancellationToken)
    {
        var known = await monitor.ReadAsync(function.Name, cancellationToken);
        var next = schedule.Next(known is null ? now : known.Last != default ? known.Last : known.LastUpdated);
        if (known is not null && known.Next == next)
        {
            return known;
        }

        var status = new ScheduleStatus { Last = known?.Last ?? default, Next = next, LastUpdated = known?.LastUpdated ?? now };
        await monitor.WriteAsync(function.Name, status, cancellationToken);
        return status;
    }

    private async Task LoopAsync(ScheduleStatus? status, DateTime started)
    {
        try
        {
            var pastDue = status is not null && status.Next < started;
            if (pastDue)
            {
                Log.TimerPastDue(logger, function.Name, status!.Next);
            }

            if (pastDue || _trigger.RunOnStartup)
            {
                status = await RunAsync(status, pastDue, Now);
            }

            for (var due = schedule.Next(Now); ; due = schedule.Next(Later(due, Now)))
            {
                Log.TimerNext(logger, function.Name, due);
                await WaitUntilAsync(due);
                status = await RunAsync(status, pastDue: false, due);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task<ScheduleStatus?> RunAsync(ScheduleStatus? status, bool pastDue, DateTime due)
    {
        _stopping.Token.ThrowIfCancellationRequested();
        var info = new TimerInfo { IsPastDue = pastDue, ScheduleStatus = status };
        var outcome = await invoker.InvokeAsync(
            function,
            TimerTriggers.Invocation(info, string.Create(CultureInfo.InvariantCulture, $"Timer fired at {Now:yyyy-MM-ddTHH:mm:ss.fffffffZ}")),
            CancellationToken.None);
        if (status is null || outcome.IsCancelled)
        {
            // A run that the host's end cut short is made up for at the next start.
            return status;
        }

        var last = Later(due, Now);
        var updated = new ScheduleStatus { Last = last, Next = schedule.Next(last), LastUpdated = last };
        try
        {
            await monitor.WriteAsync(function.Name, updated, CancellationToken.None);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            // The worst that follows is one more run after the next start.
            Log.TimerNotRemembered(logger, exception, function.Name);
        }

        return updated;
    }

    private async Task WaitUntilAsync(DateTime due)
    {
        for (var left = due - Now; left > TimeSpan.Zero; left = due - Now)
        {
            await Task.Delay(left < s_longestWait ? left : s_longestWait, time, _stopping.Token);
        }
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}

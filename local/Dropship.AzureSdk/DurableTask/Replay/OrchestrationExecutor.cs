using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>
/// Plays an orchestrator over its history and then over what is new, on the calling thread, until it waits or has ended.
/// Good for one playing.
/// </summary>
/// <param name="body">The orchestrator function.</param>
/// <param name="settings">How it is played.</param>
/// <param name="onForeignWork">
/// Told, from another thread and after the playing, when something the orchestrator awaited goes on outside its thread.
/// </param>
internal sealed class OrchestrationExecutor(OrchestratorBody body, ReplaySettings settings, Action? onForeignWork = null)
{
    private readonly OrchestratorThread _thread = new(onForeignWork);
    private readonly Queue<HistoryEvent> _beforeStart = new();
    private readonly Queue<HistoryEvent> _whileSuspended = new();
    private DateTime _now;
    private bool _isReplaying;
    private bool _isSuspended;
    private ReplayContext? _context;
    private Task<object?>? _function;
    private ExecutionTerminatedEvent? _terminated;
    private bool _isBroken;
    private string? _customStatus;

    /// <summary>Plays the events of the past, then the new ones.</summary>
    public EpisodeResult Execute(IEnumerable<HistoryEvent> past, IEnumerable<HistoryEvent> fresh)
    {
        ExecutionCompletedEvent? completion = null;
        _thread.Own(() =>
        {
            try
            {
                Play(past, isReplaying: true);
                Play(fresh, isReplaying: false);
                completion = FindCompletion();
                _customStatus = _context?.CustomStatus;
            }
            catch (Exception exception)
            {
                // All that runs in here is the orchestrator's own code or a contradiction between it and its history.
                _isBroken = true;
                completion = Failed(exception);
            }
        });

        var continues = completion is ContinueAsNewEvent ? _context!.Continuation : null;
        return new EpisodeResult(
            _context is not null,
            _isSuspended,
            _customStatus,
            _context is null || _isBroken || _terminated is not null ? [] : _context.Unconfirmed,
            _context?.CancelledTimers ?? [],
            completion,
            continues is { PreserveUnprocessedEvents: true } ? [.. _context!.UnreadEvents] : [],
            string.IsNullOrWhiteSpace(continues?.NewVersion) ? null : continues.NewVersion);
    }

    internal static string ForeignThread(string name) =>
        $"Multithreaded execution was detected in orchestrator '{name}': it awaited something that is not a durable task and went on on another thread. An orchestrator may only await tasks that its TaskOrchestrationContext gave it (and Task.WhenAll/WhenAny of these): no Task.Delay, no Task.Run, no CancelAsync, no I/O, no ConfigureAwait(false).";

    internal ExecutionCompletedEvent Failed(Exception exception) => new(
        _context?.NextAction ?? -1,
        null,
        OrchestrationStatus.Failed,
        TaskFailureDetails.FromException(exception).ToCore());

    private void Play(IEnumerable<HistoryEvent> events, bool isReplaying)
    {
        _isReplaying = isReplaying;
        _context?.Begin(isReplaying);
        foreach (var happened in events)
        {
            if (_terminated is not null)
            {
                return;
            }

            Apply(happened);
            happened.IsPlayed = true;
        }
    }

    private void Apply(HistoryEvent happened)
    {
        switch (happened)
        {
            case OrchestratorStartedEvent:
                _now = happened.Timestamp;
                _context?.MoveTo(_now);
                return;
            case ExecutionTerminatedEvent terminated:
                _terminated = terminated;
                return;
            case ExecutionSuspendedEvent:
                _isSuspended = true;
                return;
            case ExecutionResumedEvent:
                _isSuspended = false;
                while (!_isSuspended && _whileSuspended.TryDequeue(out var held))
                {
                    Apply(held);
                }

                return;
            case ExecutionCompletedEvent:
                return;
        }

        if (_isSuspended)
        {
            _whileSuspended.Enqueue(happened);
        }
        else if (happened is ExecutionStartedEvent start)
        {
            Start(start);
        }
        else if (_context is null)
        {
            _beforeStart.Enqueue(happened);
        }
        else
        {
            _thread.Run(() => Deliver(_context, happened));
        }
    }

    private void Start(ExecutionStartedEvent start)
    {
        var context = new ReplayContext(start, settings, _thread);
        context.MoveTo(_now);
        context.Begin(_isReplaying);
        _context = context;
        _thread.Run(() =>
        {
            try
            {
                _function = body(context);
            }
            catch (Exception exception)
            {
                _function = Task.FromException<object?>(exception);
            }
        });
        while (_beforeStart.TryDequeue(out var early))
        {
            Apply(early);
        }
    }

    private static void Deliver(ReplayContext context, HistoryEvent happened)
    {
        switch (happened)
        {
            case TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent or TimerCreatedEvent or EventSentEvent:
                context.Confirm(happened);
                break;
            case TaskCompletedEvent completed:
                context.Complete(completed.TaskScheduledId, completed.Result);
                break;
            case TaskFailedEvent failed:
                context.Fail(failed.TaskScheduledId, failed.FailureDetails, failed.Reason);
                break;
            case SubOrchestrationInstanceCompletedEvent completed:
                context.Complete(completed.TaskScheduledId, completed.Result);
                break;
            case SubOrchestrationInstanceFailedEvent failed:
                context.Fail(failed.TaskScheduledId, failed.FailureDetails, failed.Reason);
                break;
            case TimerFiredEvent fired:
                context.Complete(fired.TimerId, null);
                break;
            case EventRaisedEvent raised:
                context.Deliver(raised);
                break;
        }
    }

    private ExecutionCompletedEvent? FindCompletion()
    {
        if (_terminated is not null)
        {
            return new(_context?.NextAction ?? -1, _terminated.Input, OrchestrationStatus.Terminated);
        }

        if (_context is not { } context || _isSuspended)
        {
            return null;
        }

        if (_function!.IsCompleted)
        {
            // Nothing it began may outlive it: whoever it called would report to nobody.
            return context.HasOpenTasks ? null : Ended(context);
        }

        if (_thread.SawForeignWork)
        {
            throw new InvalidOperationException(ForeignThread(context.Name));
        }

        // It waits, but for nothing that will ever come through its history.
        return context.HasOpenTasks || context.WaitsForEvents
            ? null
            : throw new InvalidOperationException(ForeignThread(context.Name));
    }

    private ExecutionCompletedEvent Ended(ReplayContext context)
    {
        if (_function!.Exception is { } exception)
        {
            return Failed(exception.InnerException!);
        }

        if (_function.IsCanceled)
        {
            return Failed(new TaskCanceledException(_function));
        }

        return context.Continuation is { } continuation
            ? new ContinueAsNewEvent(context.NextAction, settings.Converter.Serialize(continuation.NewInput))
            : Completed(context);
    }

    private ExecutionCompletedEvent Completed(ReplayContext context) =>
        new(context.NextAction, settings.Converter.Serialize(_function!.Result), OrchestrationStatus.Completed);
}

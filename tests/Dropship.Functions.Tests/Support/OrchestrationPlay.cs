using Dropship.AzureSdk.Durable.Replay;
using Dropship.AzureSdk.Durable.Serialization;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;

namespace Dropship.Functions.Tests.Support;

/// <summary>
/// Runs an orchestrator on the engine's own replay, with a history in memory and a clock that jumps: activities answer from a script, a
/// timer rings when the test skips to it. Each step plays the whole history again, as after a restart.
/// </summary>
internal sealed class OrchestrationPlay(Func<TaskOrchestrationContext, Task> orchestrator, Func<string, string?, object?> activity)
{
    private static readonly ReplaySettings s_settings = new();

    private readonly Queue<HistoryEvent> _arrived = new();
    private readonly SortedDictionary<int, DateTime> _timers = [];
    private string? _input;

    public DateTime Now { get; private set; } = Facts.Begin.UtcDateTime;

    public List<HistoryEvent> History { get; private set; } = [];

    /// <summary>How often the instance began anew.</summary>
    public int Generation { get; private set; }

    /// <summary>How it ended; null while it waits.</summary>
    public ExecutionCompletedEvent? End { get; private set; }

    /// <summary>When the open timers ring.</summary>
    public IReadOnlyCollection<DateTime> Timers => _timers.Values;

    public void Start(object? input)
    {
        _input = s_settings.Converter.Serialize(input);
        _arrived.Enqueue(Started());
        Go();
    }

    /// <summary>Raises an event, and plays until the instance waits again. Within an activity it is only noted, as it would arrive meanwhile.</summary>
    public void Raise(string name)
    {
        _arrived.Enqueue(new EventRaisedEvent(-1, null) { Name = name, Timestamp = Now });
        if (!_isGoing)
        {
            Go();
        }
    }

    /// <summary>Jumps to the next timer and lets it ring.</summary>
    public void SkipToTimer()
    {
        var (id, at) = _timers.MinBy(timer => timer.Value);
        _timers.Remove(id);
        Now = at;
        _arrived.Enqueue(new TimerFiredEvent(-1, at) { TimerId = id, Timestamp = at });
        Go();
    }

    private bool _isGoing;

    private void Go()
    {
        _isGoing = true;
        while (End is null && _arrived.TryDequeue(out var fresh))
        {
            Step(fresh);
        }

        _isGoing = false;
    }

    private void Step(HistoryEvent fresh)
    {
        // A history that went to the store and back is what a real step sees.
        var past = DurableJson.ReadHistory(DurableJson.Write(History));
        HistoryEvent[] events = [new OrchestratorStartedEvent(-1) { Timestamp = Now }, fresh];
        var episode = new OrchestrationExecutor(OrchestratorBodies.From(orchestrator), s_settings).Execute(past, events);
        History.AddRange(events);
        foreach (var action in episode.Actions)
        {
            action.Timestamp = Now;
            History.Add(action);
        }

        foreach (var id in episode.CancelledTimers)
        {
            _timers.Remove(id);
        }

        foreach (var action in episode.Actions)
        {
            Perform(action, episode.CancelledTimers);
        }

        switch (episode.Completion)
        {
            case ContinueAsNewEvent anew:
                Generation++;
                _input = anew.Result;
                History = [];
                _timers.Clear();
                HistoryEvent[] carried = [Started(), .. episode.CarriedOver, .. _arrived];
                _arrived.Clear();
                foreach (var left in carried)
                {
                    _arrived.Enqueue(left);
                }

                break;
            case { } end:
                History.Add(end);
                End = end;
                break;
        }
    }

    private void Perform(HistoryEvent action, IReadOnlyCollection<int> cancelled)
    {
        switch (action)
        {
            case TaskScheduledEvent call:
                try
                {
                    var result = s_settings.Converter.Serialize(activity(call.Name!, call.Input));
                    _arrived.Enqueue(new TaskCompletedEvent(-1, call.EventId, result) { Timestamp = Now });
                }
                catch (ScriptedFailureException failure)
                {
                    _arrived.Enqueue(new TaskFailedEvent(-1, call.EventId, failure.Message, null, new FailureDetails(failure.GetType().FullName!, failure.Message, null, null, false)) { Timestamp = Now });
                }

                break;
            case TimerCreatedEvent timer when !cancelled.Contains(timer.EventId):
                _timers[timer.EventId] = timer.FireAt;
                break;
        }
    }

    private ExecutionStartedEvent Started() => new(-1, _input)
    {
        Name = "FulfilmentOrchestrator",
        Version = "1.0",
        OrchestrationInstance = new OrchestrationInstance { InstanceId = "played", ExecutionId = $"played-{Generation}" },
        Timestamp = Now,
    };
}

using System.Text.Json;
using Dropship.TestKit.Orchestrations;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Dropship.Functions.Tests.Support;

/// <summary>
/// Runs an orchestrator on the engine's own executor, with a history in memory and a clock that jumps: activities answer from a script, a
/// timer rings when the test skips to it. Each step plays the whole history again, as after a restart.
/// </summary>
internal sealed class OrchestrationPlay(Func<TaskOrchestrationContext, string?, Task> orchestrator, Func<string, string?, object?> activity)
{
    private const string Name = "FulfilmentOrchestrator";
    private const string InstanceId = "played";

    private readonly Queue<HistoryEvent> _arrived = new();
    private readonly List<TimerCreatedEvent> _timers = [];
    private string? _input;
    private bool _isGoing;

    public DateTime Now { get; private set; } = Facts.Begin.UtcDateTime;

    public List<HistoryEvent> History { get; private set; } = [];

    /// <summary>How often the instance began anew.</summary>
    public int Generation { get; private set; }

    /// <summary>How it ended; null while it waits.</summary>
    public ExecutionCompletedEvent? End { get; private set; }

    /// <summary>When the wait ends by itself. The timers of waits that ended before ring too, and nobody hears them.</summary>
    public DateTime Deadline => _timers[^1].FireAt;

    public void Start(string? input)
    {
        _input = JsonSerializer.Serialize(input);
        _arrived.Enqueue(Started());
        Go();
    }

    /// <summary>Raises an event, and plays until the instance waits again. Within an activity it is only noted, as it would arrive
    /// meanwhile.</summary>
    public void Raise(string name)
    {
        _arrived.Enqueue(new EventRaisedEvent(-1, null) { Name = name, Timestamp = Now });
        if (!_isGoing)
        {
            Go();
        }
    }

    /// <summary>Jumps to the end of the wait; all timers until then ring.</summary>
    public void SkipToDeadline()
    {
        var deadline = Deadline;
        while (End is null && _timers.MinBy(timer => timer.FireAt) is { } next && next.FireAt <= deadline)
        {
            _timers.Remove(next);
            Now = next.FireAt;
            _arrived.Enqueue(new TimerFiredEvent(-1, next.FireAt) { TimerId = next.EventId, Timestamp = next.FireAt });
            Go();
        }
    }

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
        HistoryEvent[] events = [new OrchestratorStartedEvent(-1) { Timestamp = Now }, fresh];
        var episode = new OrchestratorPlayer(Name, orchestrator, History).Play(events);
        History.AddRange(events);
        foreach (var action in episode.Actions)
        {
            action.Timestamp = Now;
            History.Add(action);
        }

        History.Add(new OrchestratorCompletedEvent(-1) { Timestamp = Now });
        if (episode.End is ContinueAsNewEvent anew)
        {
            Generation++;
            _input = anew.Result;
            History = [];
            _timers.Clear();
            HistoryEvent[] left = [Started(), .. _arrived];
            _arrived.Clear();
            foreach (var happened in left)
            {
                _arrived.Enqueue(happened);
            }
        }
        else if (episode.End is { } end)
        {
            end.Timestamp = Now;
            History.Add(end);
            End = end;
        }

        foreach (var action in episode.Actions)
        {
            Perform(action);
        }
    }

    private void Perform(HistoryEvent action)
    {
        switch (action)
        {
            case TaskScheduledEvent call:
                try
                {
                    // The engine wraps what an activity is given into a list of one.
                    var input = JsonSerializer.Deserialize<JsonElement[]>(call.Input!)![0].GetRawText();
                    var result = JsonDataConverter.Default.Serialize(activity(call.Name!, input));
                    _arrived.Enqueue(new TaskCompletedEvent(-1, call.EventId, result) { Timestamp = Now });
                }
                catch (ScriptedFailureException failure)
                {
                    _arrived.Enqueue(
                        new TaskFailedEvent(
                            -1,
                            call.EventId,
                            failure.Message,
                            null,
                            new FailureDetails(failure.GetType().FullName!, failure.Message, null, null, false)
                        )
                        {
                            Timestamp = Now,
                        }
                    );
                }

                break;
            case TimerCreatedEvent timer:
                _timers.Add(timer);
                break;
            case EventSentEvent told when told.InstanceId == InstanceId:
                // What nobody took before a new history begins, the instance sends to itself.
                _arrived.Enqueue(new EventRaisedEvent(-1, told.Input) { Name = told.Name, Timestamp = Now });
                break;
        }
    }

    private ExecutionStartedEvent Started() =>
        new(-1, _input)
        {
            Name = Name,
            Version = "1.0",
            OrchestrationInstance = new OrchestrationInstance { InstanceId = InstanceId, ExecutionId = $"played-{Generation}" },
            Timestamp = Now,
        };
}

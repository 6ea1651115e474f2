using Dropship.AzureSdk.Durable.Replay;
using Dropship.AzureSdk.Durable.Serialization;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Tests.DurableTask.Replay;

/// <summary>An instance without a hub: its history is a list, and the test plays the outside.</summary>
internal sealed class Playback(Func<TaskOrchestrationContext, Task> orchestrator, object? input = null, string version = "", ReplaySettings? settings = null)
{
    public static readonly DateTime Begin = new(2026, 1, 3, 4, 5, 6, DateTimeKind.Utc);

    private readonly ReplaySettings _settings = settings ?? new ReplaySettings();

    public static Playback Of(Func<TaskOrchestrationContext, Task> orchestrator, object? input = null, string version = "", ReplaySettings? settings = null) =>
        new(orchestrator, input, version, settings);

    public static Playback Of<T>(Func<TaskOrchestrationContext, Task<T>> orchestrator, object? input = null, string version = "", ReplaySettings? settings = null) =>
        new(orchestrator, input, version, settings);

    public DateTime Now { get; set; } = Begin;

    public List<HistoryEvent> History { get; private set; } = [];

    public EpisodeResult Last { get; private set; } = null!;

    public Action? OnForeignWork { get; set; }

    public Func<TaskOrchestrationContext, Task> Orchestrator { get; set; } = orchestrator;

    public EpisodeResult Start(params HistoryEvent[] more) => Step([Started(), .. more]);

    public ExecutionStartedEvent Started() => new(-1, _settings.Converter.Serialize(input))
    {
        Name = "Story",
        Version = version,
        OrchestrationInstance = new OrchestrationInstance { InstanceId = "abc123", ExecutionId = "e1" },
    };

    public EpisodeResult Step(params HistoryEvent[] fresh)
    {
        // A history that went to the store and back is what a real step sees.
        var past = DurableJson.ReadHistory(DurableJson.Write(History));
        List<HistoryEvent> events = [new OrchestratorStartedEvent(-1) { Timestamp = Now }, .. fresh];
        Last = new OrchestrationExecutor(OrchestratorBodies.From(Orchestrator), _settings, OnForeignWork).Execute(past, events);
        History.AddRange(events);
        History.AddRange(Last.Actions);
        if (Last.Completion is { } completion)
        {
            History.Add(completion);
        }

        return Last;
    }

    public EpisodeResult Return(int id, object? result) => Step(new TaskCompletedEvent(-1, id, _settings.Converter.Serialize(result)));

    public EpisodeResult Throw(int id, string type = "System.InvalidOperationException", string message = "broken", bool isNonRetriable = false) =>
        Step(new TaskFailedEvent(-1, id, message, null, new FailureDetails(type, message, null, null, isNonRetriable)));

    public EpisodeResult Fire(int id)
    {
        var timer = History.OfType<TimerCreatedEvent>().Single(created => created.EventId == id);
        Now = timer.FireAt;
        return Step(new TimerFiredEvent(-1, timer.FireAt) { TimerId = id });
    }

    public EpisodeResult Raise(string name, object? payload) => Step(Raised(name, payload));

    public EventRaisedEvent Raised(string name, object? payload) => new(-1, _settings.Converter.Serialize(payload)) { Name = name };
}

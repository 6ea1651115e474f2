using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>The orchestrator function begins.</summary>
public sealed class ExecutionStartedEvent(int eventId, string? input) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.ExecutionStarted;

    public OrchestrationInstance? OrchestrationInstance { get; set; }

    /// <summary>The caller; null when a client started it.</summary>
    public ParentInstance? ParentInstance { get; set; }

    public string Name { get; set; } = string.Empty;

    public string? Version { get; set; }

    public string? Input { get; set; } = input;

    public IDictionary<string, string>? Tags { get; set; }

    /// <summary>Not before this time; at once when null.</summary>
    public DateTime? ScheduledStartTime { get; set; }

    /// <summary>How often it started over before.</summary>
    public int? Generation { get; set; }
}

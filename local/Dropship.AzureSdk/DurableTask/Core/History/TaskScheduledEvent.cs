using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>An activity was called.</summary>
public sealed class TaskScheduledEvent(int eventId, string? name = null, string? version = null, string? input = null) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.TaskScheduled;

    public string? Name { get; } = name;

    public string? Version { get; } = version;

    public string? Input { get; } = input;

    public IDictionary<string, string>? Tags { get; set; }
}

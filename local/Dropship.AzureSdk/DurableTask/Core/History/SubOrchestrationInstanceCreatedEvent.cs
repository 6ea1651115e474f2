using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>A sub-orchestration was called.</summary>
public sealed class SubOrchestrationInstanceCreatedEvent(int eventId) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.SubOrchestrationInstanceCreated;

    public string Name { get; set; } = string.Empty;

    public string? Version { get; set; }

    public string InstanceId { get; set; } = string.Empty;

    public string? Input { get; set; }

    public IDictionary<string, string>? Tags { get; set; }
}

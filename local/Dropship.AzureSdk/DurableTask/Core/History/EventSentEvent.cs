using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>An event was sent to another instance.</summary>
public sealed class EventSentEvent(int eventId) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.EventSent;

    public string InstanceId { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string? Input { get; set; }
}

using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>A timer was set.</summary>
public sealed class TimerCreatedEvent(int eventId, DateTime fireAt) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.TimerCreated;

    public DateTime FireAt { get; } = fireAt;
}

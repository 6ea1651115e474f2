using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>A timer has run out.</summary>
public sealed class TimerFiredEvent(int eventId, DateTime fireAt) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.TimerFired;

    /// <summary>The id of the action that set it.</summary>
    public int TimerId { get; set; }

    public DateTime FireAt { get; } = fireAt;
}

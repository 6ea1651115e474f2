using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>Somebody halted the instance.</summary>
public sealed class ExecutionSuspendedEvent(int eventId, string? reason) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.ExecutionSuspended;

    public string? Reason { get; } = reason;
}

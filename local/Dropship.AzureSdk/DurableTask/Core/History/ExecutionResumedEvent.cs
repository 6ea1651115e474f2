using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>Somebody let the instance go on.</summary>
public sealed class ExecutionResumedEvent(int eventId, string? reason) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.ExecutionResumed;

    public string? Reason { get; } = reason;
}

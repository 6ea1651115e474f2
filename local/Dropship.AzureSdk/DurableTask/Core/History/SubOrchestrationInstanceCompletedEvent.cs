using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>A sub-orchestration has returned.</summary>
public sealed class SubOrchestrationInstanceCompletedEvent(int eventId, int taskScheduledId, string? result) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.SubOrchestrationInstanceCompleted;

    public int TaskScheduledId { get; } = taskScheduledId;

    public string? Result { get; } = result;
}

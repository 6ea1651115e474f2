using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>An activity has returned.</summary>
public sealed class TaskCompletedEvent(int eventId, int taskScheduledId, string? result) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.TaskCompleted;

    public int TaskScheduledId { get; } = taskScheduledId;

    public string? Result { get; } = result;
}

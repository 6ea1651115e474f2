using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>An activity has thrown.</summary>
public sealed class TaskFailedEvent(int eventId, int taskScheduledId, string? reason, string? details, FailureDetails? failureDetails = null) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.TaskFailed;

    public int TaskScheduledId { get; } = taskScheduledId;

    public string? Reason { get; } = reason;

    public string? Details { get; } = details;

    public FailureDetails? FailureDetails { get; } = failureDetails;
}

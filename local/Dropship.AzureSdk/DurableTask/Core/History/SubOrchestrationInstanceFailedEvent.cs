using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>A sub-orchestration has failed or was terminated.</summary>
public sealed class SubOrchestrationInstanceFailedEvent(int eventId, int taskScheduledId, string? reason, string? details, FailureDetails? failureDetails = null) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.SubOrchestrationInstanceFailed;

    public int TaskScheduledId { get; } = taskScheduledId;

    public string? Reason { get; } = reason;

    public string? Details { get; } = details;

    public FailureDetails? FailureDetails { get; } = failureDetails;
}

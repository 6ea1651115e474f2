using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>The orchestrator function has ended, and nothing it began is open any more.</summary>
public class ExecutionCompletedEvent(int eventId, string? result, OrchestrationStatus orchestrationStatus, FailureDetails? failureDetails = null) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.ExecutionCompleted;

    public OrchestrationStatus OrchestrationStatus { get; } = orchestrationStatus;

    public string? Result { get; internal set; } = result;

    public FailureDetails? FailureDetails { get; } = failureDetails;
}

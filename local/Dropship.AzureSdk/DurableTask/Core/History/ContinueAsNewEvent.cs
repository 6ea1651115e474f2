using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>The instance starts over; the result is the new input.</summary>
public sealed class ContinueAsNewEvent(int eventId, string? result) : ExecutionCompletedEvent(eventId, result, OrchestrationStatus.ContinuedAsNew)
{
    [JsonIgnore]
    public override EventType EventType => EventType.ContinueAsNew;
}

using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>A step begins; its timestamp is the time the orchestrator sees.</summary>
public sealed class OrchestratorStartedEvent(int eventId) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.OrchestratorStarted;
}

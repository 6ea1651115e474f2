using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>Somebody ended the instance; the input is the output it is left with.</summary>
public sealed class ExecutionTerminatedEvent(int eventId, string? input) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.ExecutionTerminated;

    public string? Input { get; } = input;

    /// <summary>Whether its sub-orchestrations end too.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool Recurse { get; set; }
}

using System.Text.Json.Serialization;

namespace DurableTask.Core.History;

/// <summary>An event came from outside.</summary>
public sealed class EventRaisedEvent(int eventId, string? input) : HistoryEvent(eventId)
{
    [JsonIgnore]
    public override EventType EventType => EventType.EventRaised;

    public string Name { get; set; } = string.Empty;

    public string? Input { get; } = input;

    /// <summary>Tells a repeated delivery from a second event; null when the sender cannot repeat.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal string? MessageId { get; set; }
}

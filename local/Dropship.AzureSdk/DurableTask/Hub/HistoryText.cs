using System.Text;
using Dropship.AzureSdk.Durable.Serialization;
using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// Histories as stored: one JSON object after the other, each with a comma behind it, so that adding is appending. What the
/// instance's row holds anyway, its input and its output, is left out and put back on reading.
/// </summary>
internal static class HistoryText
{
    public static string Write(IEnumerable<HistoryEvent> events)
    {
        var text = new StringBuilder();
        foreach (var happened in events)
        {
            text.Append(DurableJson.Write(Bare(happened))).Append(',');
        }

        return text.ToString();
    }

    public static List<HistoryEvent> Read(string text, InstanceState instance)
    {
        var history = DurableJson.ReadHistory($"[{text.TrimEnd(',')}]");
        foreach (var happened in history)
        {
            switch (happened)
            {
                case ExecutionStartedEvent started:
                    started.Input = instance.Input;
                    break;
                case ExecutionCompletedEvent completed when completed is not ContinueAsNewEvent:
                    completed.Result = instance.Output;
                    break;
            }
        }

        return history;
    }

    private static HistoryEvent Bare(HistoryEvent happened) => happened switch
    {
        ExecutionStartedEvent started => new ExecutionStartedEvent(started.EventId, null)
        {
            Timestamp = started.Timestamp,
            Name = started.Name,
            Version = started.Version,
            Tags = started.Tags,
            Generation = started.Generation,
            ScheduledStartTime = started.ScheduledStartTime,
            OrchestrationInstance = started.OrchestrationInstance,
            ParentInstance = started.ParentInstance,
        },
        ContinueAsNewEvent => happened,
        ExecutionCompletedEvent completed => new ExecutionCompletedEvent(completed.EventId, null, completed.OrchestrationStatus, completed.FailureDetails)
        {
            Timestamp = completed.Timestamp,
        },
        _ => happened,
    };
}

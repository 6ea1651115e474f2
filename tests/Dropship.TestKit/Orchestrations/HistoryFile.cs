using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Dropship.TestKit.Orchestrations;

/// <summary>
/// Histories as files: a list of events with the names and values that the engine gives them in its own table (<c>EventType</c>,
/// <c>EventId</c>, <c>Timestamp</c> and what the type adds).
/// </summary>
public static class HistoryFile
{
    private static readonly JsonSerializerOptions s_readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // What replay asks for; the engine's table knows more, of which some differs from run to run.
    private static readonly string[] s_kept =
    [
        "EventType",
        "EventId",
        "Timestamp",
        "Name",
        "Version",
        "Input",
        "Result",
        "TaskScheduledId",
        "TimerId",
        "FireAt",
        "Reason",
        "FailureDetails",
        "OrchestrationStatus",
        "InstanceId",
        "ExecutionId",
    ];

    /// <summary>Reads a file's events, first to last.</summary>
    /// <exception cref="NotSupportedException">An event is of a type that no orchestration here makes.</exception>
    public static IReadOnlyList<HistoryEvent> Parse(string json) =>
        [.. JsonNode.Parse(json)!.AsArray().Select(row => Event(row!.AsObject()))];

    /// <summary>Writes rows of the engine's history table, first to last, as a file. Values that are too long for the table are not among
    /// them.</summary>
    /// <param name="rows">The columns of each row by name; those that are not there or null are left out.</param>
    public static string Write(IEnumerable<IReadOnlyDictionary<string, object?>> rows)
    {
        var events = new JsonArray();
        foreach (var row in rows)
        {
            var kept = new JsonObject();
            foreach (var name in s_kept)
            {
                // The table has a Timestamp of its own, which says when the row was written; the event's stands beside it.
                if (row.GetValueOrDefault(name == "Timestamp" ? "_Timestamp" : name) is { } value)
                {
                    kept[name] = JsonSerializer.SerializeToNode(name == "FailureDetails" ? WithoutStack((string)value) : value);
                }
            }

            events.Add(kept);
        }

        return events.ToJsonString(s_readable) + "\n";
    }

    // Where the source lay on the machine that captured it is nobody's business. An event that holds no failure has the text "null" here.
    private static string WithoutStack(string details)
    {
        if (JsonNode.Parse(details) is not JsonObject failure)
        {
            return details;
        }

        for (var inner = failure; inner is not null; inner = inner["InnerFailure"] as JsonObject)
        {
            inner["StackTrace"] = null;
        }

        return failure.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static HistoryEvent Event(JsonObject row)
    {
        var id = row["EventId"]!.GetValue<int>();
        HistoryEvent happened = Text("EventType") switch
        {
            "OrchestratorStarted" => new OrchestratorStartedEvent(id),
            "OrchestratorCompleted" => new OrchestratorCompletedEvent(id),
            "ExecutionStarted" => new ExecutionStartedEvent(id, Text("Input"))
            {
                Name = Text("Name"),
                Version = Text("Version"),
                OrchestrationInstance = new OrchestrationInstance
                {
                    InstanceId = Text("InstanceId") ?? "captured",
                    ExecutionId = Text("ExecutionId"),
                },
            },
            "TaskScheduled" => new TaskScheduledEvent(id, Text("Name")!, Text("Version"), Text("Input")),
            "TaskCompleted" => new TaskCompletedEvent(id, Number("TaskScheduledId"), Text("Result")),
            "TaskFailed" => new TaskFailedEvent(id, Number("TaskScheduledId"), Text("Reason"), null, Failure()),
            "TimerCreated" => new TimerCreatedEvent(id, Time("FireAt")),
            "TimerFired" => new TimerFiredEvent(id, Time("FireAt")) { TimerId = Number("TimerId") },
            "EventRaised" => new EventRaisedEvent(id, Text("Input")) { Name = Text("Name") },
            "EventSent" => new EventSentEvent(id)
            {
                InstanceId = Text("InstanceId"),
                Name = Text("Name"),
                Input = Text("Input"),
            },
            "ExecutionCompleted" => new ExecutionCompletedEvent(
                id,
                Text("Result"),
                Enum.Parse<OrchestrationStatus>(Text("OrchestrationStatus") ?? nameof(OrchestrationStatus.Completed))
            ),
            var other => throw new NotSupportedException($"A history holds an event of type '{other}', which is not read."),
        };
        happened.Timestamp = Time("Timestamp");
        return happened;

        string? Text(string name) => row[name]?.GetValue<string>();
        int Number(string name) => row[name]!.GetValue<int>();
        DateTime Time(string name) => row[name]!.GetValue<DateTimeOffset>().UtcDateTime;
        FailureDetails? Failure() =>
            Text("FailureDetails") is { } details
                ? JsonSerializer.Deserialize<FailureText>(details) is { } read
                    ? new FailureDetails(
                        read.ErrorType ?? "Exception",
                        read.ErrorMessage ?? string.Empty,
                        read.StackTrace,
                        null,
                        read.IsNonRetriable
                    )
                    : null
                : null;
    }

    private sealed record FailureText(string? ErrorType, string? ErrorMessage, string? StackTrace, bool IsNonRetriable);
}

using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Hosting;

/// <summary>A history as the management API shows it: one entry for each call, with its beginning and its end.</summary>
internal static class HistoryView
{
    public static IReadOnlyList<IReadOnlyDictionary<string, object?>> Of(IEnumerable<HistoryEvent> history, bool showOutput)
    {
        var entries = new List<Dictionary<string, object?>>();
        var open = new Dictionary<int, Dictionary<string, object?>>();
        foreach (var happened in history)
        {
            switch (happened)
            {
                case ExecutionStartedEvent started:
                    Add(happened)["FunctionName"] = started.Name;
                    break;
                case TaskScheduledEvent task:
                    open[task.EventId] = Add(happened);
                    open[task.EventId]["FunctionName"] = task.Name;
                    break;
                case SubOrchestrationInstanceCreatedEvent child:
                    open[child.EventId] = Add(happened);
                    open[child.EventId]["FunctionName"] = child.Name;
                    open[child.EventId]["InstanceId"] = child.InstanceId;
                    break;
                case TimerCreatedEvent timer:
                    open[timer.EventId] = Add(happened);
                    open[timer.EventId]["FireAt"] = timer.FireAt;
                    break;
                case TaskCompletedEvent completed:
                    End(happened, completed.TaskScheduledId, showOutput ? completed.Result : null, null);
                    break;
                case SubOrchestrationInstanceCompletedEvent completed:
                    End(happened, completed.TaskScheduledId, showOutput ? completed.Result : null, null);
                    break;
                case TaskFailedEvent failed:
                    End(happened, failed.TaskScheduledId, null, failed.FailureDetails);
                    break;
                case SubOrchestrationInstanceFailedEvent failed:
                    End(happened, failed.TaskScheduledId, null, failed.FailureDetails);
                    break;
                case TimerFiredEvent fired:
                    End(happened, fired.TimerId, null, null);
                    break;
                case EventRaisedEvent raised:
                    var entry = Add(happened);
                    entry["Name"] = raised.Name;
                    if (showOutput)
                    {
                        entry["Input"] = Json(raised.Input);
                    }

                    break;
                case EventSentEvent sent:
                    var outgoing = Add(happened);
                    outgoing["Name"] = sent.Name;
                    outgoing["InstanceId"] = sent.InstanceId;
                    break;
                case ExecutionCompletedEvent completed:
                    var end = Add(happened);
                    end["OrchestrationStatus"] = completed.OrchestrationStatus.ToString();
                    if (showOutput)
                    {
                        end["Result"] = completed.FailureDetails?.ToString() ?? (object?)Json(completed.Result);
                    }

                    break;
                case ExecutionTerminatedEvent or ExecutionSuspendedEvent or ExecutionResumedEvent:
                    Add(happened);
                    break;
            }
        }

        return entries;

        Dictionary<string, object?> Add(HistoryEvent happened)
        {
            var entry = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["EventType"] = happened.EventType.ToString(),
                ["Timestamp"] = happened.Timestamp,
            };
            entries.Add(entry);
            return entry;
        }

        void End(HistoryEvent happened, int id, string? result, FailureDetails? failure)
        {
            if (!open.Remove(id, out var entry))
            {
                return;
            }

            entry["EventType"] = happened.EventType.ToString();
            entry["ScheduledTime"] = entry["Timestamp"];
            entry["Timestamp"] = happened.Timestamp;
            if (result is not null)
            {
                entry["Result"] = Json(result);
            }

            if (failure is not null)
            {
                entry["Reason"] = failure.ErrorMessage;
                entry["Details"] = failure.ToString();
            }
        }
    }

    private static JsonElement? Json(string? payload) => payload is null ? null : JsonElement.Parse(payload);
}

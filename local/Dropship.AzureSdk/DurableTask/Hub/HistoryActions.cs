using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>What a history asked to be done.</summary>
internal static class HistoryActions
{
    /// <summary>Those whose result is not in it, by the id under which the result comes.</summary>
    public static Dictionary<int, HistoryEvent> Open(IEnumerable<HistoryEvent> history)
    {
        var open = new Dictionary<int, HistoryEvent>();
        foreach (var happened in history)
        {
            switch (happened)
            {
                case TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent or TimerCreatedEvent:
                    open[happened.EventId] = happened;
                    break;
                case TaskCompletedEvent completed:
                    open.Remove(completed.TaskScheduledId);
                    break;
                case TaskFailedEvent failed:
                    open.Remove(failed.TaskScheduledId);
                    break;
                case SubOrchestrationInstanceCompletedEvent completed:
                    open.Remove(completed.TaskScheduledId);
                    break;
                case SubOrchestrationInstanceFailedEvent failed:
                    open.Remove(failed.TaskScheduledId);
                    break;
                case TimerFiredEvent fired:
                    open.Remove(fired.TimerId);
                    break;
            }
        }

        return open;
    }
}

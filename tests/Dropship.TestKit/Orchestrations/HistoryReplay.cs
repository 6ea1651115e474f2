using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;

namespace Dropship.TestKit.Orchestrations;

/// <summary>Plays histories that were captured, as the worker does when it takes up an instance.</summary>
public static class HistoryReplay
{
    /// <summary>What an orchestrator would do differently from what a history tells; null when it fits.</summary>
    /// <param name="history">The history, or its beginning.</param>
    /// <param name="name">The orchestrator's name.</param>
    /// <param name="orchestrator">The orchestrator.</param>
    public static string? ProblemOf(
        IReadOnlyList<HistoryEvent> history,
        string name,
        Func<TaskOrchestrationContext, string?, Task> orchestrator
    )
    {
        var last = history.Select((happened, index) => (happened, index)).Last(entry => entry.happened is OrchestratorStartedEvent).index;
        var told = history.OfType<ExecutionCompletedEvent>().SingleOrDefault();
        var actions = history.Skip(last).Where(happened => happened is TaskScheduledEvent or TimerCreatedEvent or EventSentEvent).ToList();

        // What the last turn asked for is compared; whatever came before, the engine compares by itself.
        var episode = new OrchestratorPlayer(name, orchestrator, history.Take(last)).Play(
            history.Skip(last).Except(actions).Where(happened => happened is not (ExecutionCompletedEvent or OrchestratorCompletedEvent))
        );
        if (
            episode.End is { OrchestrationStatus: OrchestrationStatus.Failed, FailureDetails: { } failure }
            && told?.OrchestrationStatus != OrchestrationStatus.Failed
        )
        {
            return failure.ErrorMessage;
        }

        // The engine does not keep what an activity is called with; where a history has it nevertheless, it counts.
        var keepsInputs = actions.OfType<TaskScheduledEvent>().All(call => call.Input is not null);
        var (wanted, had) = (
            episode.Actions.Select(action => Describe(action, keepsInputs)).ToList(),
            actions.Select(action => Describe(action, keepsInputs)).ToList()
        );
        if (!wanted.SequenceEqual(had, StringComparer.Ordinal))
        {
            return $"It asks for [{string.Join(", ", wanted)}] where the history has [{string.Join(", ", had)}].";
        }

        return (episode.End?.OrchestrationStatus, told?.OrchestrationStatus) is var (now, then) && now != then
            ? $"It ends with '{now}' where the history has '{then}'."
            : null;
    }

    private static string Describe(HistoryEvent action, bool withInput) =>
        action switch
        {
            TaskScheduledEvent call => withInput
                ? $"{action.EventId} activity {call.Name}({call.Input})"
                : $"{action.EventId} activity {call.Name}",
            TimerCreatedEvent timer => $"{action.EventId} timer {timer.FireAt:O}",
            EventSentEvent told => $"{action.EventId} event {told.Name}",
            _ => throw new NotSupportedException($"{action.EventType} is no action."),
        };
}

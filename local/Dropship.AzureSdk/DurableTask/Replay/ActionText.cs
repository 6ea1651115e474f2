using System.Globalization;
using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>How actions are called in messages.</summary>
internal static class ActionText
{
    public static string Of(HistoryEvent action) => action switch
    {
        TaskScheduledEvent task => $"a call of activity '{task.Name}'",
        SubOrchestrationInstanceCreatedEvent child => $"a call of sub-orchestrator '{child.Name}'",
        TimerCreatedEvent timer => string.Create(CultureInfo.InvariantCulture, $"a timer to {timer.FireAt:o}"),
        EventSentEvent sent => $"an event '{sent.Name}' to another instance",
        _ => action.EventType.ToString(),
    };

    /// <summary>The name two equal actions share; null for timers.</summary>
    public static string? NameOf(HistoryEvent action) => action switch
    {
        TaskScheduledEvent task => task.Name,
        SubOrchestrationInstanceCreatedEvent child => child.Name,
        EventSentEvent sent => sent.Name,
        _ => null,
    };
}

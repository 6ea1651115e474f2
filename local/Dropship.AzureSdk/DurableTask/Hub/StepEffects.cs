using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>What follows a step: all of it can be read from the stored state too, and is after a crash.</summary>
/// <param name="Actions">Activities, sub-orchestrations and timers it asked for.</param>
/// <param name="CancelledTimers">Timers it does not want any more.</param>
/// <param name="Outgoing">Events it sent.</param>
/// <param name="StartsOver">Whether the next generation must begin.</param>
internal sealed record StepEffects(
    IReadOnlyList<HistoryEvent> Actions,
    IReadOnlyCollection<int> CancelledTimers,
    IReadOnlyList<OutgoingEvent> Outgoing,
    bool StartsOver)
{
    public static StepEffects None { get; } = new([], [], [], false);
}

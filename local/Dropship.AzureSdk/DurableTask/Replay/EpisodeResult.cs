using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>What came of playing an orchestrator up to the point where it waits, or ends.</summary>
/// <param name="IsStarted">Whether the orchestrator function was called at all.</param>
/// <param name="IsSuspended">Whether it stands halted.</param>
/// <param name="CustomStatus">The custom status, serialized; null when there is none.</param>
/// <param name="Actions">What it asked for and its history does not hold yet, in order of the action ids.</param>
/// <param name="CancelledTimers">Ids of timers it does not want any more.</param>
/// <param name="Completion">How it ended (a <see cref="ContinueAsNewEvent"/> when it starts over); null when it waits.</param>
/// <param name="CarriedOver">Events nobody has read, for the next generation.</param>
/// <param name="NewVersion">The version of the next generation; null when it stays.</param>
internal sealed record EpisodeResult(
    bool IsStarted,
    bool IsSuspended,
    string? CustomStatus,
    IReadOnlyList<HistoryEvent> Actions,
    IReadOnlyCollection<int> CancelledTimers,
    ExecutionCompletedEvent? Completion,
    IReadOnlyList<EventRaisedEvent> CarriedOver,
    string? NewVersion);

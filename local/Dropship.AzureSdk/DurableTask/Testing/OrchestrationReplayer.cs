using Dropship.AzureSdk.Durable.Replay;
using Dropship.AzureSdk.Durable.Serialization;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Testing;

/// <summary>
/// Plays orchestrators over histories captured earlier, and says whether instances that began with an older version can go
/// on with this code. There is no such thing in the official packages: use it in tests of the local flavour only.
/// </summary>
public static class OrchestrationReplayer
{
    /// <summary>A history as JSON, for a file beside the tests.</summary>
    public static string Export(IEnumerable<HistoryEvent> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return DurableJson.Write(history);
    }

    /// <summary>A history from its JSON.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is no history.</exception>
    public static IReadOnlyList<HistoryEvent> Import(string json) => DurableJson.ReadHistory(json);

    /// <inheritdoc cref="Replay(IEnumerable{HistoryEvent}, Func{TaskOrchestrationContext, Task})"/>
    public static OrchestrationReplayResult Replay(string historyJson, Func<TaskOrchestrationContext, Task> orchestrator) =>
        Replay(Import(historyJson), orchestrator);

    /// <summary>Plays an orchestrator over a history: every action must come out as it is recorded, and no other.</summary>
    /// <param name="history">The history of one instance, from <see cref="DurableTaskClient.GetOrchestrationHistoryAsync"/>.</param>
    /// <param name="orchestrator">The orchestrator function; its result, if it has one, is read from the task.</param>
    public static OrchestrationReplayResult Replay(IEnumerable<HistoryEvent> history, Func<TaskOrchestrationContext, Task> orchestrator)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(orchestrator);
        var events = history.ToList();
        var episode = new OrchestrationExecutor(OrchestratorBodies.From(orchestrator), new ReplaySettings()).Execute(events, []);
        var recorded = events.OfType<ExecutionCompletedEvent>().LastOrDefault();
        return new OrchestrationReplayResult(
            FindProblem(episode, recorded),
            StatusOf(episode),
            episode.Completion?.Result,
            episode.CustomStatus);
    }

    private static string? FindProblem(EpisodeResult episode, ExecutionCompletedEvent? recorded)
    {
        if (episode.Completion is { FailureDetails: { } failure }
            && (recorded is null || string.Equals(failure.ErrorType, typeof(NonDeterministicOrchestrationException).FullName, StringComparison.Ordinal)))
        {
            return failure.ErrorMessage;
        }

        if (episode.Actions is [var extra, ..])
        {
            return FormattableString.Invariant($"The orchestrator asks for {ActionText.Of(extra)} at action id {extra.EventId}, which its history does not hold.");
        }

        return (episode.Completion, recorded) switch
        {
            (null, null) => null,
            (null, _) => $"The orchestrator waits, but its history ends with {recorded.OrchestrationStatus}.",
            (_, null) => $"The orchestrator ends with {episode.Completion.OrchestrationStatus}, but its history still waits.",
            var (played, _) when played.OrchestrationStatus != recorded.OrchestrationStatus =>
                $"The orchestrator ends with {played.OrchestrationStatus}{(played.FailureDetails is { } failed ? $" ({failed})" : string.Empty)}, but its history ends with {recorded.OrchestrationStatus}.",
            _ => null,
        };
    }

    private static OrchestrationRuntimeStatus StatusOf(EpisodeResult episode) => episode switch
    {
        { Completion.OrchestrationStatus: OrchestrationStatus.Completed } => OrchestrationRuntimeStatus.Completed,
        { Completion.OrchestrationStatus: OrchestrationStatus.Failed } => OrchestrationRuntimeStatus.Failed,
        { Completion.OrchestrationStatus: OrchestrationStatus.Terminated } => OrchestrationRuntimeStatus.Terminated,
        { IsSuspended: true } => OrchestrationRuntimeStatus.Suspended,
        { IsStarted: false } => OrchestrationRuntimeStatus.Pending,
        _ => OrchestrationRuntimeStatus.Running,
    };
}

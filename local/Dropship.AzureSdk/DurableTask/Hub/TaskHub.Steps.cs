using Dropship.AzureSdk.Durable.Replay;
using Dropship.AzureSdk.Durable.Serialization;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hub;

/// <content>One step: from what is stored and what has come, to what is stored next.</content>
internal sealed partial class TaskHub
{
    /// <summary>Deliveries are confirmed within moments: so many back is far more than can be repeated.</summary>
    private const int MostSeen = 100;

    /// <summary>Plays what has come; null when it changes nothing.</summary>
    private async Task<StepPlan?> PlanStepAsync(InstanceState state, List<HubMessage> messages)
    {
        var now = Now;
        var (fresh, failWith, outgoing) = Sort(state, messages, now);
        var starts = !state.HasStarted && (state.StartAt is null || state.StartAt <= now);
        var plays = starts || state.HasStarted;
        var fits = _options.Accepts(state.Version);
        if (failWith is not null)
        {
            return Failed(state, fresh, now, "System.InvalidOperationException", failWith);
        }

        if (plays && !fits && _options.VersionFailure == VersionFailureStrategy.Fail)
        {
            return Failed(state, fresh, now, "VersionMismatch", $"The version '{state.Version}' of this orchestration does not fit the version '{_options.DefaultVersion}' of the worker (versionMatchStrategy {_options.VersionMatch}).");
        }

        if (!plays || !fits)
        {
            return Held(state, fresh, outgoing, fits, now);
        }

        if (fresh.Count == 0 && !starts && !state.IsHeld)
        {
            return ReferenceEquals(outgoing, state.Outgoing) ? null : new StepPlan(state with { Outgoing = outgoing }, [], StepEffects.None);
        }

        await using var run = _functions.BeginOrchestrator(state.Name);
        if (run is null)
        {
            return Failed(state, fresh, now, "OrchestratorTaskNotFound", $"No orchestrator task named '{state.Name}' was found.");
        }

        List<HistoryEvent> events = [Begin(now), .. fresh];
        if (starts)
        {
            events.Insert(1, state.StartEvent(now.UtcDateTime));
        }

        var executor = new OrchestrationExecutor(run.Body, _replay, () => Post(
            state.Id,
            new HubMessage(null, state.ExecutionId) { FailWith = OrchestrationExecutor.ForeignThread(state.Name) }));
        return Played(state with { Outgoing = outgoing }, events, executor.Execute(state.History, events), now);
    }

    private static IEnumerable<string> MessageIds(IEnumerable<HistoryEvent> events) =>
        events.OfType<EventRaisedEvent>().Select(raised => raised.MessageId).OfType<string>();

    private static OrchestratorStartedEvent Begin(DateTimeOffset now) => new(-1) { Timestamp = now.UtcDateTime };

    /// <summary>Leaves out what is meant for another execution, and what has come before.</summary>
    private static (List<HistoryEvent> Fresh, string? FailWith, IReadOnlyList<OutgoingEvent> Outgoing) Sort(InstanceState state, List<HubMessage> messages, DateTimeOffset now)
    {
        var fresh = new List<HistoryEvent>();
        var open = state.OpenActions();
        var answered = new HashSet<int>();
        var outgoing = state.Outgoing;
        string? failWith = null;
        foreach (var message in messages)
        {
            if (message.ExecutionId is { } execution && execution != state.ExecutionId)
            {
                continue;
            }

            failWith ??= message.FailWith;
            if (message.Arrived.Count > 0)
            {
                outgoing = [.. outgoing.Where(sent => !message.Arrived.Contains(sent.MessageId))];
            }

            if (message.Event is not { } happened || IsRepeated(happened))
            {
                continue;
            }

            happened.Timestamp = now.UtcDateTime;
            fresh.Add(happened);
        }

        return (fresh, failWith, outgoing);

        bool IsRepeated(HistoryEvent happened) => happened switch
        {
            EventRaisedEvent { MessageId: { } id } => state.Seen.Contains(id, StringComparer.Ordinal) || MessageIds(state.History).Concat(MessageIds(fresh)).Contains(id, StringComparer.Ordinal),
            TaskCompletedEvent or TaskFailedEvent or SubOrchestrationInstanceCompletedEvent or SubOrchestrationInstanceFailedEvent or TimerFiredEvent =>
                !open.ContainsKey(TaskIdOf(happened)) || !answered.Add(TaskIdOf(happened)),
            _ => false,
        };
    }

    /// <summary>Keeps what has come for later: the instance must not start yet, or not with this version.</summary>
    private StepPlan? Held(InstanceState state, List<HistoryEvent> fresh, IReadOnlyList<OutgoingEvent> outgoing, bool fits, DateTimeOffset now)
    {
        if (!fits)
        {
            Log.InstanceHeld(_logger, state.Id, state.Name, state.Version, _options.DefaultVersion);
        }

        if (fresh.OfType<ExecutionTerminatedEvent>().FirstOrDefault() is { } terminated)
        {
            return Ended(state, [Begin(now), .. fresh], new ExecutionCompletedEvent(-1, terminated.Input, OrchestrationStatus.Terminated), now);
        }

        if (fresh.Count == 0 && ReferenceEquals(outgoing, state.Outgoing))
        {
            return null;
        }

        var status = fresh.LastOrDefault(happened => happened is ExecutionSuspendedEvent or ExecutionResumedEvent) switch
        {
            ExecutionSuspendedEvent => OrchestrationRuntimeStatus.Suspended,
            ExecutionResumedEvent => state.HasStarted ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending,
            _ => state.Status,
        };
        return new StepPlan(
            state with { Status = status, UpdatedAt = now, Outgoing = outgoing, IsHeld = state.IsHeld || fresh.Count > 0 },
            fresh.Count == 0 ? [] : [Begin(now), .. fresh],
            StepEffects.None);
    }

    private StepPlan Failed(InstanceState state, List<HistoryEvent> fresh, DateTimeOffset now, string errorType, string message) => Ended(
        state,
        [Begin(now), .. fresh],
        new ExecutionCompletedEvent(-1, null, OrchestrationStatus.Failed, new FailureDetails(errorType, message, null, null, isNonRetriable: true)),
        now);

    private StepPlan Played(InstanceState state, List<HistoryEvent> events, EpisodeResult episode, DateTimeOffset now)
    {
        foreach (var action in episode.Actions)
        {
            action.Timestamp = now.UtcDateTime;
        }

        List<OutgoingEvent> sent =
        [
            .. episode.Actions.OfType<EventSentEvent>().Select(action =>
                new OutgoingEvent(FormattableString.Invariant($"{state.ExecutionId}:{action.EventId}"), action.InstanceId, action.Name, action.Input)),
        ];
        IReadOnlyList<OutgoingEvent> outgoing = sent.Count == 0 ? state.Outgoing : [.. state.Outgoing, .. sent];
        if (FindExcess(state, episode, outgoing) is { } excess)
        {
            return Failed(state, events[1..], now, "System.ArgumentException", excess);
        }

        var next = state with { UpdatedAt = now, IsHeld = false, CustomStatus = episode.CustomStatus, Outgoing = outgoing };
        events.AddRange(episode.Actions);
        var effects = new StepEffects(
            [.. episode.Actions.Where(action => action is not EventSentEvent && !episode.CancelledTimers.Contains(action.EventId))],
            episode.CancelledTimers,
            sent,
            episode.Completion is ContinueAsNewEvent);
        switch (episode.Completion)
        {
            case null:
                next = next with { Status = episode.IsSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running };
                return new StepPlan(next, events, effects);
            case ContinueAsNewEvent again:
                next = next with
                {
                    Generation = state.Generation + 1,
                    ExecutionId = Guid.NewGuid().ToString("N"),
                    Version = episode.NewVersion ?? state.Version,
                    Status = OrchestrationRuntimeStatus.Running,
                    Input = again.Result,
                    Seen = [.. state.Seen.Concat(MessageIds(state.History)).Concat(MessageIds(events)).TakeLast(MostSeen)],
                    StartAt = null,
                };
                return new StepPlan(next, episode.CarriedOver, effects);
            default:
                return Ended(next, events, episode.Completion, now) with { Effects = effects };
        }
    }

    private StepPlan Ended(InstanceState state, List<HistoryEvent> events, ExecutionCompletedEvent completion, DateTimeOffset now)
    {
        var failure = completion.FailureDetails is { } details ? Limits.Trimmed(details) : null;
        if (failure is not null)
        {
            Log.InstanceFailed(_logger, state.Name, state.Id, failure.ToString());
        }

        completion = new ExecutionCompletedEvent(completion.EventId, completion.Result, completion.OrchestrationStatus, failure) { Timestamp = now.UtcDateTime };
        var next = state with
        {
            UpdatedAt = now,
            IsHeld = false,
            Output = completion.Result,
            Failure = failure,
            EndsChildren = events.OfType<ExecutionTerminatedEvent>().FirstOrDefault()?.Recurse == true,
            Status = completion.OrchestrationStatus switch
            {
                OrchestrationStatus.Completed => OrchestrationRuntimeStatus.Completed,
                OrchestrationStatus.Terminated => OrchestrationRuntimeStatus.Terminated,
                _ => OrchestrationRuntimeStatus.Failed,
            },
        };
        return new StepPlan(next, [.. events, completion], StepEffects.None);
    }

    /// <summary>What is too large to be stored; null when nothing is.</summary>
    private static string? FindExcess(InstanceState state, EpisodeResult episode, IReadOnlyList<OutgoingEvent> outgoing)
    {
        var payload = episode.Actions.Select(action => Limits.Excess(InputOf(action), $"The input of {ActionText.Of(action)}"))
            .Prepend(Limits.Excess(episode.Completion?.Result, $"The result of orchestrator '{state.Name}'"))
            .FirstOrDefault(problem => problem is not null);
        if (payload is not null)
        {
            return payload;
        }

        if (episode.CustomStatus?.Length > Limits.CustomStatus)
        {
            return FormattableString.Invariant($"The custom status has {episode.CustomStatus.Length} characters; {Limits.CustomStatus} are allowed.");
        }

        return !ReferenceEquals(outgoing, state.Outgoing) && DurableJson.Write(outgoing).Length > Limits.Outgoing
            ? FormattableString.Invariant($"Events that are sent in one step may have {Limits.Outgoing} characters together.")
            : null;
    }

    private static string? InputOf(HistoryEvent action) => action switch
    {
        TaskScheduledEvent task => task.Input,
        SubOrchestrationInstanceCreatedEvent child => child.Input,
        EventSentEvent sent => sent.Input,
        _ => null,
    };
}

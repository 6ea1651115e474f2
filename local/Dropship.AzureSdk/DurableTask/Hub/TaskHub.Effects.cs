using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hub;

/// <content>What follows a stored step, at once or, after a crash, from what is stored.</content>
internal sealed partial class TaskHub
{
    private void Apply(InstanceState stored, StepEffects effects)
    {
        if (effects.StartsOver)
        {
            _timers.CancelAll(stored.Id);
            Post(stored.Id, new HubMessage(null));
        }
        else if (stored.HasEnded)
        {
            FinishLater(stored);
        }
        else
        {
            foreach (var timer in effects.CancelledTimers)
            {
                _timers.Cancel(stored.Id, stored.ExecutionId, timer);
            }

            foreach (var action in effects.Actions)
            {
                Do(stored, action);
            }
        }

        if (effects.Outgoing.Count > 0 && !stored.HasEnded)
        {
            _work.Run(() => SendAsync(stored.Id, effects.Outgoing));
        }

        _watch.Tell(stored.Id, stored.Status);
    }

    private void Do(InstanceState instance, HistoryEvent action)
    {
        switch (action)
        {
            case TaskScheduledEvent task:
                _activities.Run(new ActivityCall(task.Name!, instance.Id, instance.ExecutionId, task.EventId, task.Input));
                break;
            case TimerCreatedEvent timer:
                _timers.Add(new HubTimer(instance.Id, instance.ExecutionId, timer.EventId, Utc(timer.FireAt)));
                break;
            case SubOrchestrationInstanceCreatedEvent child:
                _work.Run(() => KeepTryingAsync("Starting a sub-orchestration", instance.Id, () => StartChildAsync(instance, child), _stop.Token));
                break;
        }
    }

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private async Task StartChildAsync(InstanceState parent, SubOrchestrationInstanceCreatedEvent call)
    {
        var problem = InstanceKeys.Problem(call.InstanceId);
        if (problem is null)
        {
            var now = Now;
            var existing = await CreateAsync(
                new InstanceState
                {
                    Id = call.InstanceId,
                    Name = call.Name,
                    Version = call.Version ?? string.Empty,
                    ExecutionId = Guid.NewGuid().ToString("N"),
                    CreatedAt = now,
                    UpdatedAt = now,
                    Input = call.Input,
                    Tags = call.Tags?.ToDictionary(StringComparer.Ordinal) ?? new(StringComparer.Ordinal),
                    Parent = new ParentLink(parent.Name, parent.Id, parent.ExecutionId, call.EventId),
                },
                refusing: null,
                _stop.Token);
            if (existing is null)
            {
                return;
            }

            if (existing.Parent is { } link && link.ExecutionId == parent.ExecutionId && link.TaskId == call.EventId)
            {
                // Started before a crash. If it has ended since, its result may be all that got lost.
                if (existing.HasEnded)
                {
                    ReportToParent(existing);
                }

                return;
            }

            problem = $"An orchestration with the instance ID '{call.InstanceId}' already exists and has not ended.";
        }

        Post(parent.Id, new HubMessage(
            new SubOrchestrationInstanceFailedEvent(
                -1,
                call.EventId,
                problem,
                null,
                new FailureDetails(typeof(OrchestrationAlreadyExistsException).FullName!, problem, null, null, isNonRetriable: true)),
            parent.ExecutionId));
    }

    private HubMessage? ReportToParent(InstanceState child)
    {
        if (child.Parent is not { } parent)
        {
            return null;
        }

        HistoryEvent result = child.Status == OrchestrationRuntimeStatus.Completed
            ? new SubOrchestrationInstanceCompletedEvent(-1, parent.TaskId, child.Output)
            : Failure();
        var message = HubMessage.Awaited(result, parent.ExecutionId, isRefusable: false);
        Post(parent.InstanceId, message);
        return message;

        SubOrchestrationInstanceFailedEvent Failure()
        {
            var details = child.Failure ?? new FailureDetails(
                "SubOrchestrationTerminated",
                $"The sub-orchestration '{child.Id}' was terminated{(child.Output is null ? string.Empty : $": {child.Output}")}.",
                null,
                null,
                isNonRetriable: false);
            return new(-1, parent.TaskId, details.ErrorMessage, null, details);
        }
    }

    /// <summary>What an end asks for; only then the instance leaves the list of open ones.</summary>
    private void FinishLater(InstanceState ended)
    {
        _timers.CancelAll(ended.Id);
        var slot = Hold(ended.Id);
        _work.Run(async () =>
        {
            try
            {
                await SendAsync(ended.Id, ended.Outgoing, confirm: false);
                if (ended.EndsChildren)
                {
                    foreach (var child in ended.OpenActions().Values.OfType<SubOrchestrationInstanceCreatedEvent>())
                    {
                        var terminate = HubMessage.Awaited(new ExecutionTerminatedEvent(-1, ended.Output) { Recurse = true }, isRefusable: false);
                        Post(child.InstanceId, terminate);
                        await terminate.Done!.Task;
                    }
                }

                if (ReportToParent(ended) is { } report)
                {
                    await report.Done!.Task;
                }

                await KeepTryingAsync("Closing", ended.Id, () => CloseAsync(ended), _stop.Token);
            }
            finally
            {
                Release(slot);
            }
        });
    }

    private Task<bool> CloseAsync(InstanceState ended) => WithAsync(
        ended.Id,
        async slot =>
        {
            // The id may be in use again.
            var current = await StateAsync(slot, _stop.Token);
            if (current is null || current.ExecutionId == ended.ExecutionId)
            {
                _open.Remove(ended.Id);
            }

            return true;
        },
        _stop.Token);

    private async Task SendAsync(string from, IReadOnlyList<OutgoingEvent> events, bool confirm = true)
    {
        if (events.Count == 0)
        {
            return;
        }

        foreach (var sent in events)
        {
            if (InstanceKeys.Problem(sent.InstanceId) is null)
            {
                var message = HubMessage.Awaited(new EventRaisedEvent(-1, sent.Input) { Name = sent.Name, MessageId = sent.MessageId }, isRefusable: false);
                Post(sent.InstanceId, message);
                await message.Done!.Task;
            }
        }

        if (confirm)
        {
            Post(from, new HubMessage(null) { Arrived = events.Select(sent => sent.MessageId).ToHashSet(StringComparer.Ordinal) });
        }
    }

    /// <summary>Takes up an instance of the list of open ones where the last process left it.</summary>
    private Task<bool> RecoverAsync(string id) => WithAsync(
        id,
        async slot =>
        {
            var state = await StateAsync(slot, _stop.Token);
            if (state is null)
            {
                _open.Remove(id);
            }
            else
            {
                TakeUp(state);
            }

            return true;
        },
        _stop.Token);

    /// <summary>Does all that is still to be done according to what is stored. What is under way already is not done twice.</summary>
    private void TakeUp(InstanceState stored)
    {
        _watch.Tell(stored.Id, stored.Status);
        if (stored.HasEnded)
        {
            FinishLater(stored);
            return;
        }

        foreach (var action in stored.OpenActions().Values)
        {
            Do(stored, action);
        }

        if (stored.Outgoing.Count > 0)
        {
            _work.Run(() => SendAsync(stored.Id, stored.Outgoing));
        }

        Awaken(stored);
    }

    private void Awaken(InstanceState state)
    {
        if (!state.HasStarted && state.StartAt is { } at && at > Now)
        {
            _timers.Add(new HubTimer(state.Id, state.ExecutionId, HubTimer.Start, at));
        }
        else if (!state.HasStarted || state.IsHeld)
        {
            Post(state.Id, new HubMessage(null, state.ExecutionId));
        }
    }

    /// <summary>Stores a new instance and lets it begin.</summary>
    /// <param name="fresh">The instance.</param>
    /// <param name="refusing">Names of the statuses in which an existing one refuses; null for the hub's default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when it was created; otherwise the instance that has the id.</returns>
    private async Task<InstanceState?> CreateAsync(InstanceState fresh, IReadOnlyCollection<string>? refusing, CancellationToken cancellationToken)
    {
        InstanceState? created = null;
        var existing = await WithAsync(
            fresh.Id,
            async slot =>
            {
                if (slot.State is { } known && Stays(known))
                {
                    return known;
                }

                try
                {
                    await _open.AddAsync(fresh.Id, cancellationToken);
                    created = slot.State is null ? await _store.InsertAsync(fresh, cancellationToken) : null;
                    if (created is null)
                    {
                        var found = await StateAsync(slot, cancellationToken)
                            ?? throw new InvalidOperationException($"The instance '{fresh.Id}' was there and then was not; was it purged by another process?");
                        if (found.ExecutionId == fresh.ExecutionId)
                        {
                            created = found;
                        }
                        else if (Stays(found))
                        {
                            if (found.HasEnded)
                            {
                                _open.Remove(fresh.Id);
                            }

                            return found;
                        }
                        else
                        {
                            created = await ReplaceAsync(found, fresh, cancellationToken);
                        }
                    }
                }
                catch
                {
                    Doubt(slot);
                    Post(fresh.Id, new HubMessage(null));
                    throw;
                }

                Remember(slot, created);
                return null;

                bool Stays(InstanceState found) => (fresh.Parent is not null && found.Parent == fresh.Parent) || Refuses(found, refusing);
            },
            cancellationToken);
        if (created is not null)
        {
            _watch.Tell(created.Id, created.Status);
            Awaken(created);
        }

        return existing;
    }

    private bool Refuses(InstanceState existing, IReadOnlyCollection<string>? refusing) => refusing is null
        ? !existing.HasEnded && !_options.ReplacesRunningInstances
        : refusing.Contains(existing.Status.ToString(), StringComparer.OrdinalIgnoreCase);

    private async Task<InstanceState> ReplaceAsync(InstanceState found, InstanceState fresh, CancellationToken cancellationToken)
    {
        if (!found.HasEnded)
        {
            var now = Now;
            var end = Ended(found, [Begin(now)], new ExecutionCompletedEvent(-1, null, OrchestrationStatus.Terminated), now);
            found = await _store.CommitAsync(found, end.Next, end.Added, cancellationToken);
            FinishLater(found);
        }

        return await _store.ReplaceAsync(found, fresh, cancellationToken);
    }
}

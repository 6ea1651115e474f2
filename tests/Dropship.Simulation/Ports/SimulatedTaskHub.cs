using System.Reflection;
using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Orchestrations;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using PurgeResult = Microsoft.DurableTask.Client.PurgeResult;

namespace Dropship.Simulation.Ports;

/// <summary>
/// Orchestrations in memory: the real orchestrator, played by the engine's own executor, which is kept warm and at random points thrown
/// away and played anew over the whole history, which then must come out the same. Messages come at least once and in any order, but an
/// event may be lost; a check-point may break between its three writes; an activity may run twice, and only its first result counts.
/// </summary>
internal sealed class SimulatedTaskHub(Scheduler scheduler, Dice dice, Faults faults, Wire wire, ILoggerFactory logs, Promises promises)
    : DurableTaskClient("simulation")
{
    // How often a step plays the whole history anew.
    private const double Anew = 0.06;

    private static readonly TimeSpan s_lock = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, MethodInfo> _activities = typeof(FulfilmentActivities)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .ToDictionary(method => method.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private Hosts _hosts = null!;

    /// <summary>How many instances were begun.</summary>
    public int Begun { get; private set; }

    /// <summary>Whether any instance waits for a time that matters; looking whether news were lost does not.</summary>
    public bool HasDeadlines => _instances.Values.Any(instance => !instance.HasEnded && instance.HasDeadline);

    /// <summary>The hosts that run the steps. The hub and they need each other.</summary>
    public void Attach(Hosts hosts) => _hosts = hosts;

    public OrchestrationRuntimeStatus? StatusOf(string instanceId) => _instances.GetValueOrDefault(instanceId)?.Status;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        var id = options!.InstanceId!;
        var refusing =
            options.DedupeStatuses
            ??
            [
                nameof(OrchestrationRuntimeStatus.Pending),
                nameof(OrchestrationRuntimeStatus.Running),
                nameof(OrchestrationRuntimeStatus.Suspended),
            ];
        await wire.StoreAsync(
            "check instance",
            id,
            () => !Refuses(id, refusing) ? true : throw new OrchestrationAlreadyExistsException($"{id} exists.")
        );
        var passes = faults.Strike(Fault.StartRaced);
        return await wire.StoreAsync(
            "start instance",
            id,
            () =>
            {
                if (!passes && Refuses(id, refusing))
                {
                    throw new OrchestrationAlreadyExistsException($"{id} exists.");
                }

                Begin(id, orchestratorName, JsonDataConverter.Default.Serialize(input));
                return id;
            }
        );
    }

    public override Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default
    ) =>
        wire.StoreAsync(
            "raise event",
            instanceId,
            () =>
            {
                if (!_instances.TryGetValue(instanceId, out var instance))
                {
                    throw new RpcException(new Status(StatusCode.NotFound, $"There is no instance {instanceId}."));
                }

                if (instance.HasEnded)
                {
                    throw new RpcException(new Status(StatusCode.FailedPrecondition, $"The instance {instanceId} has ended."));
                }

                // The engine may take the start up before it has written that there is such an instance, and then it drops what is raised
                // meanwhile.
                if (faults.Strike(Fault.EventLost))
                {
                    instance.HasDeadline = true;
                }
                else
                {
                    Send(instance, Told);
                    if (faults.Strike(Fault.EventDoubled))
                    {
                        Send(instance, Told);
                    }
                }

                return true;

                EventRaisedEvent Told() => new(-1, JsonDataConverter.Default.Serialize(eventPayload)) { Name = eventName };
            }
        );

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create<OrchestrationMetadata>(
            async (_, _) =>
                new Page<OrchestrationMetadata>(
                    await wire.StoreAsync(
                        "query instances",
                        string.Empty,
                        () =>
                            _instances
                                .Values.Where(instance =>
                                    filter?.Statuses?.Contains(instance.Status) != false && !(instance.CreatedAt > filter?.CreatedTo)
                                )
                                .OrderBy(instance => instance.Id, StringComparer.Ordinal)
                                .Select(instance => new OrchestrationMetadata(instance.Name, instance.Id)
                                {
                                    RuntimeStatus = instance.Status,
                                })
                                .ToList()
                    ),
                    null
                )
        );

    // At once, and without a draw: what the hub forgets by itself shifts nothing else of a run.
    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        var ended = _instances
            .Values.Where(instance =>
                instance.HasEnded && filter.Statuses!.Contains(instance.Status) && instance.CreatedAt <= filter.CreatedTo
            )
            .Select(instance => instance.Id)
            .ToList();
        foreach (var id in ended)
        {
            _instances.Remove(id);
        }

        return Task.FromResult(new PurgeResult(ended.Count, isComplete: true));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) => throw NotUsed();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) => throw NotUsed();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw NotUsed();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw NotUsed();

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) =>
        wire.StoreAsync(
            "find instance",
            instanceId,
            () =>
                _instances.TryGetValue(instanceId, out var instance)
                    ? new OrchestrationMetadata(instance.Name, instance.Id) { RuntimeStatus = instance.Status }
                    : null
        );

    private static NotSupportedException NotUsed() => new("The app does not use this.");

    private bool Refuses(string id, IReadOnlyList<string> refusing) =>
        _instances.TryGetValue(id, out var known) && refusing.Contains(known.Status.ToString());

    private void Begin(string id, string name, string? input)
    {
        var instance = new Instance(id, name, input) { Execution = Execution(), CreatedAt = scheduler.Now };
        _instances[id] = instance;
        Begun++;
        Send(instance, () => instance.StartEvent(scheduler.Now));
    }

    private string Execution() => dice.Next().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private void Send(Instance instance, Func<HistoryEvent> message)
    {
        var execution = instance.Execution;
        var wait = faults.Strike(Fault.EventLate)
            ? dice.Minutes(0.1, 20)
            : dice.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(dice.Chance(0.1) ? 5 : 0.5));
        scheduler.After(wait, null, () => Arrive(instance, message(), execution));
    }

    private void Arrive(Instance instance, HistoryEvent message, string execution)
    {
        // Events are for the instance, whatever its execution; results and timers only for the one that asked.
        if (
            instance.HasEnded
            || _instances.GetValueOrDefault(instance.Id) != instance
            || (message is not EventRaisedEvent && execution != instance.Execution)
        )
        {
            return;
        }

        instance.Inbox.Add(message);
        Awake(instance, dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300)));
    }

    private void Awake(Instance instance, TimeSpan wait)
    {
        if (!instance.IsAwake)
        {
            instance.IsAwake = true;
            scheduler.After(wait, null, () => Play(instance));
        }
    }

    private void Play(Instance instance)
    {
        instance.IsAwake = false;
        var open = OpenOf(instance.History);
        var fresh = new List<HistoryEvent>();
        var taken = dice.Chance(0.8) ? instance.Inbox.Count : 1 + dice.Below(Math.Max(1, instance.Inbox.Count));
        var incoming = instance.Inbox.Take(taken).ToList();
        foreach (var message in incoming)
        {
            var isNew = message switch
            {
                ExecutionStartedEvent => !instance.HasStarted && !fresh.Exists(one => one is ExecutionStartedEvent),
                TaskCompletedEvent completed => open.Remove(completed.TaskScheduledId),
                TaskFailedEvent failed => open.Remove(failed.TaskScheduledId),
                TimerFiredEvent fired => open.Remove(fired.TimerId),
                _ => true,
            };
            if (isNew)
            {
                message.Timestamp = scheduler.Now.UtcDateTime;
                fresh.Add(message);
            }
        }

        // What comes before the start finds no instance, and the engine drops it.
        var start = fresh.FindIndex(happened => happened is ExecutionStartedEvent);
        if (!instance.HasStarted)
        {
            fresh.RemoveRange(0, start < 0 ? fresh.Count : start);
        }

        if (fresh.Count == 0)
        {
            instance.Inbox.RemoveRange(0, incoming.Count);
            if (instance.Inbox.Count > 0)
            {
                Awake(instance, TimeSpan.FromMilliseconds(10));
            }

            return;
        }

        List<HistoryEvent> events = [new OrchestratorStartedEvent(-1) { Timestamp = scheduler.Now.UtcDateTime }, .. fresh];
        var isWarm = instance.Warm is not null && !dice.Chance(Anew);
        var player = isWarm
            ? instance.Warm!
            : new OrchestratorPlayer(instance.Name, FulfilmentOrchestrator.RunAsync, instance.History, logs);
        var episode = player.Play(events);
        instance.Warm = null;
        if (
            episode.End is { OrchestrationStatus: OrchestrationStatus.Failed, FailureDetails: { } problem }
            && !problem.ErrorType.EndsWith(nameof(Microsoft.DurableTask.TaskFailedException), StringComparison.Ordinal)
        )
        {
            promises.Break(
                Promises.NoSurprise,
                $"the orchestration {instance.Id} broke: {problem.ErrorType} {problem.ErrorMessage}",
                PurchaseOrderKey.Parse(instance.Id).Order
            );
        }

        var breaks = faults.Strike(Fault.CheckpointBroken) ? 1 + dice.Below(3) : 0;
        wire.Note(
            null,
            "episode",
            instance.Id,
            $"{fresh.Count} new, {episode.Actions.Count} asked{(episode.End is { } end ? $", {end.OrchestrationStatus}" : string.Empty)}{(breaks > 0 ? $", check-point breaks at {breaks}" : string.Empty)}"
        );
        if (breaks != 1)
        {
            Dispatch(instance, episode, isKept: breaks != 2);
        }

        if (breaks is 1 or 2)
        {
            // Neither history nor inbox know of it: all of it is done once more.
            Awake(instance, s_lock);
            return;
        }

        if (breaks != 3)
        {
            instance.Inbox.RemoveRange(0, incoming.Count);
        }

        Keep(instance, events, player, episode);
        if (instance.Inbox.Count > 0 && !instance.HasEnded)
        {
            Awake(instance, breaks == 3 ? s_lock : TimeSpan.FromMilliseconds(10));
        }
    }

    // Which activities and timers of a history have not come back.
    private static HashSet<int> OpenOf(List<HistoryEvent> history)
    {
        var open = new HashSet<int>();
        foreach (var happened in history)
        {
            _ = happened switch
            {
                TaskScheduledEvent or TimerCreatedEvent => open.Add(happened.EventId),
                TaskCompletedEvent completed => open.Remove(completed.TaskScheduledId),
                TaskFailedEvent failed => open.Remove(failed.TaskScheduledId),
                TimerFiredEvent fired => open.Remove(fired.TimerId),
                _ => false,
            };
        }

        return open;
    }

    private void Keep(Instance instance, List<HistoryEvent> events, OrchestratorPlayer player, Episode episode)
    {
        if (episode.End is ContinueAsNewEvent again)
        {
            instance.Execution = Execution();
            instance.Input = again.Result;
            instance.History.Clear();
            instance.Inbox.RemoveAll(message => message is not EventRaisedEvent);
            instance.Inbox.Insert(0, instance.StartEvent(scheduler.Now));
            Awake(instance, TimeSpan.FromMilliseconds(10));
            return;
        }

        instance.History.AddRange(events);
        instance.History.AddRange(episode.Actions);
        instance.Warm = player;
        instance.Status = episode.End?.OrchestrationStatus switch
        {
            null => OrchestrationRuntimeStatus.Running,
            OrchestrationStatus.Completed => OrchestrationRuntimeStatus.Completed,
            _ => OrchestrationRuntimeStatus.Failed,
        };
        if (instance.HasEnded)
        {
            instance.Warm = null;
            instance.Inbox.Clear();
            instance.History.Clear();
        }
    }

    // Whether it waits for a time, and not for news alone. That it looks now and then all the same is for news that were lost.
    private static bool WaitsForATime(Instance instance) =>
        instance.History.LastOrDefault(happened => happened is TaskCompletedEvent or TaskFailedEvent)
            is not TaskCompletedEvent { Result: { } result }
        || JsonDataConverter.Default.Deserialize<NextStep>(result) is not { WakeAt: null };

    // What a broken check-point sent out is done all the same; its results find nobody who waits.
    private void Dispatch(Instance instance, Episode episode, bool isKept)
    {
        var execution = instance.Execution;
        foreach (var action in episode.Actions)
        {
            action.Timestamp = scheduler.Now.UtcDateTime;
            switch (action)
            {
                case TaskScheduledEvent task:
                    Call(instance, execution, task, isKept);
                    if (faults.Strike(Fault.ActivityDoubled))
                    {
                        Call(instance, execution, task, isKept);
                    }

                    break;
                case TimerCreatedEvent timer when isKept:
                    // A timer whose wait has ended rings all the same, and nobody hears it.
                    instance.HasDeadline = WaitsForATime(instance);
                    scheduler.At(
                        new DateTimeOffset(timer.FireAt, TimeSpan.Zero) + dice.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)),
                        null,
                        () => Arrive(instance, new TimerFiredEvent(-1, timer.FireAt) { TimerId = timer.EventId }, execution),
                        isTicking: true
                    );
                    break;
                case EventSentEvent told:
                    // What nobody took before a new history begins, the instance sends to itself.
                    Send(instance, () => new EventRaisedEvent(-1, told.Input) { Name = told.Name });
                    break;
            }
        }
    }

    private void Call(Instance instance, string execution, TaskScheduledEvent task, bool isAwaited) =>
        scheduler.After(
            dice.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(0.5)),
            null,
            () =>
            {
                string? result = null;
                _hosts.Start(
                    $"{task.Name} {instance.Id}",
                    async host => result = await RunAsync(host.Activities, task),
                    failure =>
                        Send(
                            instance,
                            isAwaited ? execution : null,
                            failure is null
                                ? () => new TaskCompletedEvent(-1, task.EventId, result)
                                : () =>
                                    new TaskFailedEvent(
                                        -1,
                                        task.EventId,
                                        failure.Message,
                                        null,
                                        new FailureDetails(
                                            failure.GetType().FullName!,
                                            failure.Message,
                                            failure.StackTrace,
                                            null,
                                            isNonRetriable: false
                                        )
                                    )
                        ),
                    () => scheduler.After(s_lock, null, () => Call(instance, execution, task, isAwaited))
                );
            }
        );

    private void Send(Instance instance, string? execution, Func<HistoryEvent> result)
    {
        if (execution == instance.Execution)
        {
            Send(instance, result);
        }
    }

    private async Task<string?> RunAsync(FulfilmentActivities activities, TaskScheduledEvent task)
    {
        var method = _activities[task.Name!];

        // The engine wraps what an activity is given into a list of one.
        var input = JsonDataConverter.Default.Deserialize(
            JsonSerializer.Deserialize<JsonElement[]>(task.Input!)![0].GetRawText(),
            method.GetParameters()[0].ParameterType
        );
        object?[] given =
        [
            .. method
                .GetParameters()
                .Select(parameter =>
                    parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None
                    : parameter.ParameterType == typeof(DurableTaskClient) ? this
                    : input
                ),
        ];
        var running = (Task)method.Invoke(activities, BindingFlags.DoNotWrapExceptions, null, given, null)!;
        await running;
        return running is Task<NextStep> told ? JsonDataConverter.Default.Serialize(await told) : null;
    }

    private sealed class Instance(string id, string name, string? input)
    {
        public string Id => id;

        public string Name => name;

        public string? Input { get; set; } = input;

        public required string Execution { get; set; }

        public required DateTimeOffset CreatedAt { get; init; }

        public OrchestrationRuntimeStatus Status { get; set; } = OrchestrationRuntimeStatus.Pending;

        /// <summary>Who played the last step; null when the next one must begin with the history.</summary>
        public OrchestratorPlayer? Warm { get; set; }

        public List<HistoryEvent> History { get; } = [];

        public List<HistoryEvent> Inbox { get; } = [];

        public bool IsAwake { get; set; }

        /// <summary>Whether it waits for a time that its purchase order names, or will find at its next look what it was not
        /// told.</summary>
        public bool HasDeadline { get; set; }

        public bool HasStarted => History.Exists(happened => happened is ExecutionStartedEvent);

        public bool HasEnded => Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed;

        public ExecutionStartedEvent StartEvent(DateTimeOffset at) =>
            new(-1, Input)
            {
                Timestamp = at.UtcDateTime,
                Name = Name,
                Version = "1.0",
                OrchestrationInstance = new OrchestrationInstance { InstanceId = Id, ExecutionId = Execution },
            };
    }
}

using Azure;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>One instance as it is stored: everything that must outlive the process, and nothing else.</summary>
internal sealed record InstanceState
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>New with each start and each start-over; messages for an older one are dropped.</summary>
    public required string ExecutionId { get; init; }

    public string Version { get; init; } = string.Empty;

    /// <summary>How often the id was started over; rows of an older generation are dead.</summary>
    public int Generation { get; init; }

    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public FailureDetails? Failure { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public ParentLink? Parent { get; init; }

    /// <summary>Whether the history holds events that no step has played yet.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Whether the sub-orchestrations that are still open end with this terminated instance.</summary>
    public bool EndsChildren { get; init; }

    /// <summary>Events to others whose delivery is not confirmed yet.</summary>
    public IReadOnlyList<OutgoingEvent> Outgoing { get; init; } = [];

    /// <summary>
    /// Ids of events that earlier generations got from other instances. The sender may deliver once more after a crash,
    /// and the history that would show it has been emptied since.
    /// </summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    public IReadOnlyList<HistoryEvent> History { get; init; } = [];

    /// <summary>The end of the history as text, which stays in the instance's own row.</summary>
    public string Tail { get; init; } = string.Empty;

    /// <summary>Rows that hold the history before the tail.</summary>
    public int HistoryRows { get; init; }

    /// <summary>Length of the history as text.</summary>
    public long HistoryLength { get; init; }

    /// <summary>Marks the write that made this state, so that a write whose answer was lost can be told from somebody else's.</summary>
    public string Commit { get; init; } = string.Empty;

    public ETag ETag { get; init; }

    public bool HasEnded => IsEnd(Status);

    public bool HasStarted => History.Any(happened => happened is ExecutionStartedEvent);

    public static bool IsEnd(OrchestrationRuntimeStatus status) =>
        status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Actions of the history whose result is not in it.</summary>
    public IReadOnlyDictionary<int, HistoryEvent> OpenActions() => HistoryActions.Open(History);

    /// <summary>The event that begins the current execution.</summary>
    public ExecutionStartedEvent StartEvent(DateTime at) => new(-1, Input)
    {
        Timestamp = at,
        Name = Name,
        Version = Version,
        Tags = Tags.Count == 0 ? null : Tags.ToDictionary(StringComparer.Ordinal),
        Generation = Generation,
        ScheduledStartTime = StartAt?.UtcDateTime,
        OrchestrationInstance = new OrchestrationInstance { InstanceId = Id, ExecutionId = ExecutionId },
        ParentInstance = Parent is null ? null : new ParentInstance
        {
            Name = Parent.Name,
            TaskScheduleId = Parent.TaskId,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = Parent.InstanceId, ExecutionId = Parent.ExecutionId },
        },
    };

    public OrchestrationMetadata ToMetadata(bool withPayloads, DataConverter converter) => new(Name, Id)
    {
        DataConverter = withPayloads ? converter : null,
        RuntimeStatus = Status,
        CreatedAt = CreatedAt,
        LastUpdatedAt = UpdatedAt,
        SerializedInput = withPayloads ? Input : null,
        SerializedOutput = withPayloads ? Output : null,
        SerializedCustomStatus = withPayloads ? CustomStatus : null,
        Tags = Tags,
        FailureDetails = Failure is null ? null : TaskFailureDetails.FromCore(Failure),
    };
}

using Dropship.AzureSdk.Durable.Serialization;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>The client of a hub that this process runs.</summary>
internal sealed class HubClient(TaskHub hub) : DurableTaskClient(hub.Options.HubName)
{
    private DataConverter Converter => hub.Options.Converter;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default) =>
        hub.ScheduleAsync(orchestratorName, Converter.Serialize(input), options, cancellation);

    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = Converter.Serialize(eventPayload);
        Limits.Check(payload, $"The payload of event '{eventName}'");
        if (InstanceKeys.Problem(instanceId) is null)
        {
            await hub.DeliverAsync(instanceId, HubMessage.Awaited(new EventRaisedEvent(-1, payload) { Name = eventName }), cancellation);
        }
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Metadata(await hub.WaitForAsync(instanceId, status => status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation), getInputsAndOutputs);

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Metadata(await hub.WaitForAsync(instanceId, InstanceState.IsEnd, getInputsAndOutputs, cancellation), getInputsAndOutputs);

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = Converter.Serialize(options?.Output);
        Limits.Check(output, "The output");
        return ControlAsync(instanceId, new ExecutionTerminatedEvent(-1, output) { Recurse = options?.Recursive == true }, cancellation);
    }

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        ControlAsync(instanceId, new ExecutionSuspendedEvent(-1, reason), cancellation);

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        ControlAsync(instanceId, new ExecutionResumedEvent(-1, reason), cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        InstanceKeys.Problem(instanceId) is null && await hub.FindAsync(instanceId, getInputsAndOutputs, cancellation) is { } state
            ? Metadata(state, getInputsAndOutputs)
            : null;

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>(async (continuation, pageSize, cancellationToken) =>
        {
            var page = await hub.QueryAsync(query, continuation ?? query.ContinuationToken, pageSize, cancellationToken);
            return new Page<OrchestrationMetadata>([.. page.Values.Select(state => Metadata(state, query.FetchInputsAndOutputs))], page.ContinuationToken);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        new(await hub.PurgeAsync(instanceId, options?.Recursive == true, cancellation));

    /// <exception cref="ArgumentOutOfRangeException">The time it may take is not positive.</exception>
    public override Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Timeout <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(filter), filter.Timeout, "PurgeInstancesFilter.Timeout must be a positive TimeSpan.");
        }

        return hub.PurgeAsync(filter, options?.Recursive == true, cancellation);
    }

    public override async Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        var state = await hub.FindAsync(instanceId, withPayloads: true, cancellation) ?? throw NotFound(instanceId);
        if (!state.HasEnded && !restartWithNewInstanceId)
        {
            throw new InvalidOperationException($"The instance '{instanceId}' has the status {state.Status}; only one that has ended can be restarted under its id.");
        }

        return await hub.ScheduleAsync(
            state.Name,
            state.Input,
            new StartOrchestrationOptions(restartWithNewInstanceId ? null : instanceId) { Version = state.Version, Tags = state.Tags },
            cancellation);
    }

    public override async Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default) =>
        DurableJson.ReadHistory(DurableJson.Write(await hub.HistoryAsync(instanceId, cancellation) ?? throw NotFound(instanceId)));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ArgumentException NotFound(string instanceId) => new($"No instance with ID '{instanceId}' was found.", nameof(instanceId));

    private async Task ControlAsync(string instanceId, HistoryEvent happened, CancellationToken cancellation)
    {
        var outcome = InstanceKeys.Problem(instanceId) is null
            ? await hub.DeliverAsync(instanceId, HubMessage.Awaited(happened), cancellation)
            : DeliveryOutcome.NotFound;
        switch (outcome)
        {
            case DeliveryOutcome.NotFound:
                throw NotFound(instanceId);
            case DeliveryOutcome.Ended:
                throw new InvalidOperationException($"The instance '{instanceId}' has ended.");
        }
    }

    private OrchestrationMetadata Metadata(InstanceState state, bool withPayloads) => state.ToMetadata(withPayloads, Converter);
}

using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hub;

/// <content>What clients ask for.</content>
internal sealed partial class TaskHub
{
    private const int PurgesAtATime = 8;

    /// <returns>The id of the new instance, which is stored.</returns>
    public async Task<string> ScheduleAsync(string name, string? input, StartOrchestrationOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Limits.Check(input, "The input");
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        if (InstanceKeys.Problem(id) is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        await Owned.WaitAsync(cancellationToken);
        var now = Now;
        var existing = await CreateAsync(
            new InstanceState
            {
                Id = id,
                Name = name,
                Version = options?.Version is { } version ? version.Version : _options.DefaultVersion,
                ExecutionId = Guid.NewGuid().ToString("N"),
                CreatedAt = now,
                UpdatedAt = now,
                StartAt = options?.StartAt,
                Input = input,
                Tags = options?.Tags.ToDictionary(StringComparer.Ordinal) ?? new(StringComparer.Ordinal),
            },
            options?.DedupeStatuses,
            cancellationToken);
        return existing is null
            ? id
            : throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the status {existing.Status} already exists: '{id}'.");
    }

    /// <summary>What is known of an instance; null when there is none.</summary>
    public async Task<InstanceState?> FindAsync(string id, bool withPayloads, CancellationToken cancellationToken)
    {
        await Owned.WaitAsync(cancellationToken);
        return _slots.TryGetValue(id, out var slot) && slot.State is { } known
            ? known
            : await _store.ReadAsync(id, withPayloads, cancellationToken);
    }

    /// <summary>Waits for a status.</summary>
    /// <exception cref="InvalidOperationException">There is no such instance.</exception>
    public async Task<InstanceState> WaitForAsync(string id, Func<OrchestrationRuntimeStatus, bool> fits, bool withPayloads, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var reached = _watch.WaitAsync(id, fits, end.Token);
            try
            {
                var state = await FindAsync(id, withPayloads, cancellationToken)
                    ?? throw new InvalidOperationException($"Orchestration with instanceId '{id}' does not exist.");
                if (fits(state.Status))
                {
                    return state;
                }

                await reached;
            }
            finally
            {
                await end.CancelAsync();
                await reached.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    public async Task<Page<InstanceState>> QueryAsync(OrchestrationQuery query, string? continuation, int? pageSize, CancellationToken cancellationToken)
    {
        await Owned.WaitAsync(cancellationToken);
        if (query.TaskHubNames is { } hubs && !hubs.Contains(_options.HubName, StringComparer.OrdinalIgnoreCase))
        {
            return new Page<InstanceState>([]);
        }

        var (instances, next) = await _store.QueryAsync(query, continuation, pageSize ?? query.PageSize, cancellationToken);
        return new Page<InstanceState>(instances, next);
    }

    /// <summary>The history of the current generation, oldest first; null when there is no such instance.</summary>
    public async Task<IReadOnlyList<HistoryEvent>?> HistoryAsync(string id, CancellationToken cancellationToken)
    {
        await Owned.WaitAsync(cancellationToken);
        var state = await WithAsync(id, slot => StateAsync(slot, cancellationToken), cancellationToken);
        return state?.History;
    }

    /// <summary>Deletes an instance that has ended; one that has not, or is not there, counts nothing.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> PurgeAsync(string id, bool recursive, CancellationToken cancellationToken)
    {
        await Owned.WaitAsync(cancellationToken);
        var purged = await WithAsync<InstanceState?>(
            id,
            async slot =>
            {
                var state = await StateAsync(slot, cancellationToken);
                if (state is not { HasEnded: true })
                {
                    return null;
                }

                try
                {
                    await _store.DeleteAsync(state, cancellationToken);
                }
                finally
                {
                    Remember(slot, null);
                }

                return state;
            },
            cancellationToken);
        if (purged is null)
        {
            return 0;
        }

        var count = 1;
        if (recursive)
        {
            foreach (var child in purged.History.OfType<SubOrchestrationInstanceCreatedEvent>().Select(call => call.InstanceId).Distinct(StringComparer.Ordinal))
            {
                count += await PurgeAsync(child, recursive, cancellationToken);
            }
        }

        return count;
    }

    /// <summary>Deletes all ended instances that fit.</summary>
    public async Task<PurgeResult> PurgeAsync(PurgeInstancesFilter filter, bool recursive, CancellationToken cancellationToken)
    {
        await Owned.WaitAsync(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (filter.Timeout is { } timeout)
        {
            end.CancelAfter(timeout);
        }

        var count = 0;
        try
        {
            await Parallel.ForEachAsync(
                _store.FindEndedAsync(filter, end.Token),
                new ParallelOptions { MaxDegreeOfParallelism = PurgesAtATime, CancellationToken = end.Token },
                async (id, token) => Interlocked.Add(ref count, await PurgeAsync(id, recursive, token)));
            return new PurgeResult(count, isComplete: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PurgeResult(count, isComplete: false);
        }
    }
}

using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RequestFailedException = Azure.RequestFailedException;

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
        List<string> children = [];
        var isPurged = await WithAsync(
            id,
            async slot =>
            {
                if (await _store.FindEndedAsync(id, cancellationToken) is not { } ended)
                {
                    return false;
                }

                if (recursive && await StateAsync(slot, cancellationToken) is { } state)
                {
                    children = [.. state.History.OfType<SubOrchestrationInstanceCreatedEvent>().Select(call => call.InstanceId).Distinct(StringComparer.Ordinal)];
                }

                await DeleteAsync(slot, ended, cancellationToken);
                return true;
            },
            cancellationToken);
        var count = isPurged ? 1 : 0;
        foreach (var child in children)
        {
            count += await PurgeAsync(child, recursive, cancellationToken);
        }

        return count;
    }

    /// <summary>
    /// Deletes all ended instances that fit, until the time is over that the filter gives. One that cannot be deleted is left for the next call and
    /// keeps no other from being deleted.
    /// </summary>
    /// <returns>How many were deleted, and, when a time was given, whether all were.</returns>
    public async Task<PurgeResult> PurgeAsync(PurgeInstancesFilter filter, bool recursive, CancellationToken cancellationToken)
    {
        await Owned.WaitAsync(cancellationToken);
        using var over = filter.Timeout is { } timeout ? new CancellationTokenSource(timeout, _options.Time) : new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        var count = 0;
        var isComplete = true;
        try
        {
            // The time limit keeps further ones from being begun; one that is begun is brought to its end.
            await Parallel.ForEachAsync(
                _store.FindEndedAsync(filter, end.Token),
                new ParallelOptions { MaxDegreeOfParallelism = PurgesAtATime, CancellationToken = end.Token },
                async (ended, _) =>
                {
                    try
                    {
                        Interlocked.Add(ref count, await (recursive ? PurgeAsync(ended.Id, recursive, cancellationToken) : PurgeAsync(ended, cancellationToken)));
                    }
                    catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException)
                    {
                        Log.NotPurged(_logger, exception, ended.Id);
                        Volatile.Write(ref isComplete, false);
                    }
                });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            isComplete = false;
        }

        return filter.Timeout is null ? new PurgeResult(count) : new PurgeResult(count, isComplete);
    }

    private Task<int> PurgeAsync(EndedInstance ended, CancellationToken cancellationToken) => WithAsync(
        ended.Id,
        async slot =>
        {
            try
            {
                await DeleteAsync(slot, ended, cancellationToken);
                return 1;
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                // Started again since it was found.
                return 0;
            }
        },
        cancellationToken);

    private async Task DeleteAsync(InstanceSlot slot, EndedInstance ended, CancellationToken cancellationToken)
    {
        try
        {
            await _store.DeleteAsync(ended, cancellationToken);
        }
        finally
        {
            Remember(slot, null);
        }
    }
}

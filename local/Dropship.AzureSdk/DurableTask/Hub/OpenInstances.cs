using Azure;
using Azure.Data.Tables;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// The list of instances that have not ended: one small row each, so that a start finds its work without reading what is
/// finished. An entry is there before its instance is, and goes after all that the instance's end asks for is done: an
/// entry too many costs one read at the next start, an entry too few would lose an instance. Entries that come at the same
/// time are written together; those that go wait for company.
/// </summary>
internal sealed class OpenInstances(TableClient table) : IAsyncDisposable
{
    private const string Partition = "open";
    private const int TransactionSize = 100;
    private const int EnoughRemovals = 90;
    private static readonly TimeSpan s_removalDelay = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _removals = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Dictionary<string, TaskCompletionSource> _additions = new(StringComparer.Ordinal);
    private Task _writing = Task.CompletedTask;
    private Task? _removing;

    /// <summary>Adds an instance; it is stored when the task completes.</summary>
    /// <exception cref="RequestFailedException">It could not be stored.</exception>
    public Task AddAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _removals.Remove(id);
            if (!_additions.TryGetValue(id, out var added))
            {
                _additions[id] = added = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (_additions.Count == 1)
            {
                _writing = WriteNextAsync(_writing);
            }

            return added.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Removes an instance, some time soon.</summary>
    public void Remove(string id)
    {
        lock (_gate)
        {
            _removals.Add(id);
            if (_removals.Count >= EnoughRemovals && _additions.Count == 0)
            {
                _writing = WriteNextAsync(_writing);
            }
            else
            {
                _removing ??= RemoveLaterAsync();
            }
        }
    }

    public async IAsyncEnumerable<string> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            yield return row.RowKey;
        }
    }

    /// <summary>Writes what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task last;
        lock (_gate)
        {
            last = _writing = WriteNextAsync(_writing);
        }

        await last;
        _stop.Dispose();
    }

    private async Task RemoveLaterAsync()
    {
        await Task.Delay(s_removalDelay, _stop.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        lock (_gate)
        {
            _removing = null;
            if (!_stop.IsCancellationRequested && _removals.Count > 0)
            {
                _writing = WriteNextAsync(_writing);
            }
        }
    }

    private async Task WriteNextAsync(Task previous)
    {
        await previous;
        Dictionary<string, TaskCompletionSource> additions;
        List<string> removals;
        lock (_gate)
        {
            additions = _additions;
            _additions = new(StringComparer.Ordinal);
            removals = [.. _removals];
            _removals.Clear();
        }

        // Removals ride along: a transaction costs the same for one row and for a hundred.
        var rest = new Queue<string>(removals);
        foreach (var chunk in additions.Chunk(TransactionSize))
        {
            List<string> along = [];
            while (chunk.Length + along.Count < TransactionSize && rest.TryDequeue(out var id))
            {
                along.Add(id);
            }

            try
            {
                await AddAsync([.. chunk.Select(addition => addition.Key)], along);
                foreach (var (_, added) in chunk)
                {
                    added.SetResult();
                }
            }
            catch (Exception exception)
            {
                // Theirs to deal with, and no reason for those that come after not to be written.
                foreach (var (_, added) in chunk)
                {
                    added.SetException(exception);
                }
            }
        }

        foreach (var chunk in rest.Chunk(TransactionSize))
        {
            await RemoveAsync(chunk);
        }
    }

    private async Task AddAsync(List<string> ids, List<string> along)
    {
        try
        {
            if (ids.Count + along.Count == 1)
            {
                await table.UpsertEntityAsync(Row(ids[0]), TableUpdateMode.Replace, CancellationToken.None);
                return;
            }

            await table.SubmitTransactionAsync(
                [
                    .. ids.Select(id => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Row(id))),
                    .. along.Select(id => new TableTransactionAction(TableTransactionActionType.Delete, Row(id), ETag.All)),
                ],
                CancellationToken.None);
        }
        catch (TableTransactionFailedException exception) when (exception.Status == 404 && along.Count > 0)
        {
            await RemoveAsync(along);
            await AddAsync(ids, []);
        }
    }

    private async Task RemoveAsync(IReadOnlyList<string> ids)
    {
        try
        {
            if (ids.Count > 1)
            {
                await table.SubmitTransactionAsync(
                    ids.Select(id => new TableTransactionAction(TableTransactionActionType.Delete, Row(id), ETag.All)),
                    CancellationToken.None);
                return;
            }
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException)
        {
            // One of them may be gone already, which fails them all; one by one that is no failure.
        }

        foreach (var id in ids)
        {
            try
            {
                await table.DeleteEntityAsync(Partition, id, ETag.All, CancellationToken.None);
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException)
            {
                // It stays, and the next start reads and removes it.
                return;
            }
        }
    }

    private static TableEntity Row(string id) => new(Partition, id);
}

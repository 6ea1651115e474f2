using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Dropship.AzureSdk.Durable.Serialization;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// The instances in one table. The row of an instance is its one point of truth: it changes by its ETag, in one write,
/// and carries the end of the history. A history that outgrows the row moves to rows of its own, which count only once the
/// instance's row says so; a write that dies halfway therefore never happened.
/// </summary>
internal sealed class InstanceStore(TableClient table)
{
    /// <summary>Characters of history that stay in the instance's row: enough for some twenty steps.</summary>
    private const int LongestTail = 16_000;
    /// <summary>Characters of one row of history: with these, a transaction of three rows stays far below 4 MiB.</summary>
    private const int LongestSpill = 225_000;
    private const int MostRowsWithInstance = 2;
    private const int TransactionSize = 100;

    private const string Tail = "Tail";
    private const string Input = "Input";
    private const string Output = "Output";
    private const string CustomStatus = "CustomStatus";
    private const string Failure = "Failure";
    private const string Body = "Body";

    private static readonly string[] s_ended = ["PartitionKey", "RowKey", "Status", "Generation", "HistoryRows", "HasOutgoing"];

    private static readonly string[] s_summary =
    [
        "PartitionKey", "RowKey", "Name", "Version", "Execution", "Generation", "Status", "Created", "Updated", "StartAt", "Tags",
        .. TextColumns.Names(Failure, 100_000),
    ];

    private static readonly string[] s_summaryWithPayloads =
    [
        .. s_summary,
        .. TextColumns.Names(Input, Limits.Payload),
        .. TextColumns.Names(Output, Limits.Payload),
        .. TextColumns.Names(CustomStatus, Limits.CustomStatus),
    ];

    public Task CreateAsync(CancellationToken cancellationToken) => table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Stores a new instance.</summary>
    /// <returns>The stored state; null when there is a row of this id already.</returns>
    public async Task<InstanceState?> InsertAsync(InstanceState state, CancellationToken cancellationToken)
    {
        state = state with { Commit = NewCommit() };
        var row = WholeRow(state);
        try
        {
            var response = await table.AddEntityAsync(row, cancellationToken);
            return state with { ETag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            return null;
        }
    }

    /// <summary>Puts a new execution in the place of an ended one.</summary>
    public async Task<InstanceState> ReplaceAsync(InstanceState ended, InstanceState state, CancellationToken cancellationToken)
    {
        state = state with { Generation = ended.Generation + 1, Commit = NewCommit() };
        var response = await table.UpdateEntityAsync(WholeRow(state), ended.ETag, TableUpdateMode.Replace, cancellationToken);
        await DeleteHistoryAsync(ended, cancellationToken);
        return state with { ETag = response.Headers.ETag ?? default };
    }

    /// <summary>Reads an instance with its history; null when there is none.</summary>
    public async Task<InstanceState?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(id, InstanceKeys.Instance(id), cancellationToken: cancellationToken);
        if (!found.HasValue)
        {
            return null;
        }

        var row = found.Value!;
        var state = Read(row);
        var tail = TextColumns.Read(row, Tail) ?? string.Empty;
        var text = new StringBuilder();
        for (var i = 0; i < state.HistoryRows; i++)
        {
            var part = await table.GetEntityAsync<TableEntity>(id, InstanceKeys.History(id, state.Generation, i), cancellationToken: cancellationToken);
            text.Append(TextColumns.Read(part.Value, Body));
        }

        text.Append(tail);
        IReadOnlyList<OutgoingEvent> outgoing = [];
        if (row.GetBoolean("HasOutgoing") == true)
        {
            var part = await table.GetEntityAsync<TableEntity>(id, InstanceKeys.Outgoing(id), cancellationToken: cancellationToken);
            outgoing = DurableJson.Read<List<OutgoingEvent>>(TextColumns.Read(part.Value, Body)) ?? [];
        }

        return state with
        {
            Tail = tail,
            History = HistoryText.Read(text.ToString(), state),
            HistoryLength = text.Length,
            Outgoing = outgoing,
        };
    }

    /// <summary>Reads what is known of an instance, without its history; null when there is none.</summary>
    public async Task<InstanceState?> ReadAsync(string id, bool withPayloads, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(
            id,
            InstanceKeys.Instance(id),
            withPayloads ? s_summaryWithPayloads : s_summary,
            cancellationToken);
        return found.HasValue ? Read(found.Value!) : null;
    }

    /// <summary>Writes the next state of an instance: all of it or nothing.</summary>
    /// <param name="current">What is stored.</param>
    /// <param name="next">What is to be stored; its tail, rows and ETag are filled in here.</param>
    /// <param name="added">What the history gains. It begins anew when the generation does.</param>
    /// <param name="cancellationToken">Ends the wait; the write may have been done.</param>
    /// <exception cref="RequestFailedException">The write was not done, or somebody else has written (412).</exception>
    public async Task<InstanceState> CommitAsync(InstanceState current, InstanceState next, IReadOnlyList<HistoryEvent> added, CancellationToken cancellationToken)
    {
        var startsOver = next.Generation != current.Generation;
        var text = HistoryText.Write(added);
        var tail = (startsOver ? string.Empty : current.Tail) + text;
        var rows = startsOver ? 0 : current.HistoryRows;
        var spilled = new List<TableEntity>();
        for (var start = 0; tail.Length > LongestTail && start < tail.Length;)
        {
            var length = TextColumns.Cut(tail, start, LongestSpill);
            var spill = new TableEntity(next.Id, InstanceKeys.History(next.Id, next.Generation, rows++));
            TextColumns.Write(spill, Body, tail.Substring(start, length));
            spilled.Add(spill);
            start += length;
        }

        next = next with
        {
            Tail = spilled.Count > 0 ? string.Empty : tail,
            HistoryRows = rows,
            HistoryLength = (startsOver ? 0 : current.HistoryLength) + text.Length,
            History = startsOver ? [.. added] : [.. current.History, .. added],
            Commit = NewCommit(),
        };

        if (next.Outgoing.Count > 0 && !ReferenceEquals(next.Outgoing, current.Outgoing))
        {
            var row = new TableEntity(next.Id, InstanceKeys.Outgoing(next.Id));
            TextColumns.Write(row, Body, DurableJson.Write(next.Outgoing));
            spilled.Add(row);
        }

        var etag = await WriteAsync(current, ChangedRow(current, next), spilled, next.Commit, cancellationToken);
        next = next with { ETag = etag };
        if (startsOver)
        {
            await DeleteHistoryAsync(current, cancellationToken);
        }

        return next;
    }

    /// <summary>
    /// Deletes an ended instance, where one transaction holds all its rows at once. Otherwise its own row goes last: what is left after a crash is deleted by the
    /// next try, which needs nothing but that row.
    /// </summary>
    /// <exception cref="RequestFailedException">Somebody else has written since it was found (412), or the store failed.</exception>
    public async Task DeleteAsync(EndedInstance ended, CancellationToken cancellationToken)
    {
        var keys = ended.Generation == 0 ? KeysOf(ended) : await FindKeysAsync(ended.Id, cancellationToken);
        var rest = Math.Max(0, keys.Count - TransactionSize + 1);
        await DeleteRowsAsync(ended.Id, [.. keys.Take(rest)], cancellationToken);
        if (rest < keys.Count)
        {
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        .. keys.Skip(rest).Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(ended.Id, key), ETag.All)),
                        new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(ended.Id, InstanceKeys.Instance(ended.Id)), ended.ETag),
                    ],
                    cancellationToken);
                return;
            }
            catch (TableTransactionFailedException exception) when (exception.Status == 404)
            {
                // An earlier try got part of the way.
                await DeleteRowsAsync(ended.Id, [.. keys.Skip(rest)], cancellationToken);
            }
        }

        await table.DeleteEntityAsync(ended.Id, InstanceKeys.Instance(ended.Id), ended.ETag, cancellationToken);
    }

    /// <summary>One page of instances, by id.</summary>
    public async Task<(IReadOnlyList<InstanceState> Instances, string? Continuation)> QueryAsync(OrchestrationQuery query, string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        var pages = table
            .QueryAsync<TableEntity>(Filter(query), pageSize, query.FetchInputsAndOutputs ? s_summaryWithPayloads : s_summary, cancellationToken)
            .AsPages(continuation, pageSize);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            return ([.. page.Values.Select(Read)], page.ContinuationToken);
        }

        return ([], null);
    }

    /// <summary>The instance when it has ended; null when it has not, or is not there.</summary>
    public async Task<EndedInstance?> FindEndedAsync(string id, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(id, InstanceKeys.Instance(id), s_ended, cancellationToken);
        return found.HasValue && InstanceState.IsEnd(StatusOf(found.Value!)) ? ReadEnded(found.Value!) : null;
    }

    /// <summary>Ended instances that fit.</summary>
    public async IAsyncEnumerable<EndedInstance> FindEndedAsync(PurgeInstancesFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var statuses = (filter.Statuses?.ToList() is { Count: > 0 } given
            ? given
            : [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]).Where(InstanceState.IsEnd).ToList();
        if (statuses.Count == 0)
        {
            yield break;
        }

        var text = Filter(new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, statuses));
        await foreach (var row in table.QueryAsync<TableEntity>(text, select: s_ended, cancellationToken: cancellationToken))
        {
            yield return ReadEnded(row);
        }
    }

    private static string Filter(OrchestrationQuery query)
    {
        var filter = new StringBuilder($"RowKey ge '{InstanceKeys.FirstInstance}' and RowKey lt '{InstanceKeys.AfterInstances}'");
        if (query.InstanceIdPrefix is { Length: > 0 } prefix)
        {
            filter.Append(" and ").Append(TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {prefix + char.MaxValue}"));
        }

        if (query.CreatedFrom is { } from)
        {
            filter.Append(" and ").Append(TableClient.CreateQueryFilter($"Created ge {from}"));
        }

        if (query.CreatedTo is { } to)
        {
            filter.Append(" and ").Append(TableClient.CreateQueryFilter($"Created le {to}"));
        }

        if (query.Statuses?.Distinct().ToList() is { Count: > 0 } statuses)
        {
            filter.Append(" and (").AppendJoin(" or ", statuses.Select(status => $"Status eq '{status}'")).Append(')');
        }

        return filter.ToString();
    }

    private static string NewCommit() => Guid.NewGuid().ToString("N");

    private static TableEntity WholeRow(InstanceState state)
    {
        var row = new TableEntity(state.Id, InstanceKeys.Instance(state.Id))
        {
            ["Name"] = state.Name,
            ["Version"] = state.Version,
            ["Execution"] = state.ExecutionId,
            ["Generation"] = state.Generation,
            ["Status"] = state.Status.ToString(),
            ["Created"] = state.CreatedAt,
            ["Updated"] = state.UpdatedAt,
            ["HistoryRows"] = 0,
            ["Commit"] = state.Commit,
        };
        if (state.StartAt is { } startAt)
        {
            row["StartAt"] = startAt;
        }

        if (state.Tags.Count > 0)
        {
            row["Tags"] = DurableJson.Write(state.Tags);
        }

        if (state.Parent is { } parent)
        {
            row["ParentName"] = parent.Name;
            row["ParentId"] = parent.InstanceId;
            row["ParentExecution"] = parent.ExecutionId;
            row["ParentTask"] = parent.TaskId;
        }

        TextColumns.Write(row, Input, state.Input);
        return row;
    }

    private static TableEntity ChangedRow(InstanceState current, InstanceState next)
    {
        var row = new TableEntity(next.Id, InstanceKeys.Instance(next.Id))
        {
            ["Status"] = next.Status.ToString(),
            ["Updated"] = next.UpdatedAt,
            ["HistoryRows"] = next.HistoryRows,
            ["IsHeld"] = next.IsHeld,
            ["HasOutgoing"] = next.Outgoing.Count > 0,
            ["Commit"] = next.Commit,
        };
        TextColumns.Write(row, Tail, next.Tail);
        if (next.Generation != current.Generation)
        {
            row["Generation"] = next.Generation;
            row["Execution"] = next.ExecutionId;
            row["Version"] = next.Version;
            row["Seen"] = string.Join(',', next.Seen);
            TextColumns.Write(row, Input, next.Input);
        }

        if (next.Output != current.Output)
        {
            TextColumns.Write(row, Output, next.Output);
        }

        if (next.CustomStatus != current.CustomStatus)
        {
            TextColumns.Write(row, CustomStatus, next.CustomStatus);
        }

        if (next.Failure is not null)
        {
            TextColumns.Write(row, Failure, DurableJson.Write(next.Failure));
        }

        if (next.EndsChildren)
        {
            row["EndsChildren"] = true;
        }

        return row;
    }

    private static EndedInstance ReadEnded(TableEntity row) =>
        new(row.PartitionKey, row.GetInt32("Generation") ?? 0, row.GetInt32("HistoryRows") ?? 0, row.GetBoolean("HasOutgoing") == true, row.ETag);

    private static OrchestrationRuntimeStatus StatusOf(TableEntity row) => Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("Status")!);

    private static List<string> KeysOf(EndedInstance ended) =>
    [
        .. Enumerable.Range(0, ended.HistoryRows).Select(row => InstanceKeys.History(ended.Id, ended.Generation, row)),
        .. ended.HasOutgoing ? [InstanceKeys.Outgoing(ended.Id)] : (string[])[],
    ];

    private static InstanceState Read(TableEntity row) => new()
    {
        Id = row.PartitionKey,
        Name = row.GetString("Name")!,
        Version = row.GetString("Version") ?? string.Empty,
        ExecutionId = row.GetString("Execution")!,
        Generation = row.GetInt32("Generation") ?? 0,
        Status = StatusOf(row),
        CreatedAt = row.GetDateTimeOffset("Created")!.Value,
        UpdatedAt = row.GetDateTimeOffset("Updated")!.Value,
        StartAt = row.GetDateTimeOffset("StartAt"),
        Input = TextColumns.Read(row, Input),
        Output = TextColumns.Read(row, Output),
        CustomStatus = TextColumns.Read(row, CustomStatus),
        Failure = DurableJson.Read<FailureDetails>(TextColumns.Read(row, Failure)),
        Tags = DurableJson.Read<Dictionary<string, string>>(row.GetString("Tags")) ?? new(StringComparer.Ordinal),
        Parent = row.GetString("ParentId") is { } parent
            ? new ParentLink(row.GetString("ParentName")!, parent, row.GetString("ParentExecution")!, row.GetInt32("ParentTask")!.Value)
            : null,
        Seen = row.GetString("Seen") is { Length: > 0 } seen ? seen.Split(',') : [],
        IsHeld = row.GetBoolean("IsHeld") ?? false,
        EndsChildren = row.GetBoolean("EndsChildren") ?? false,
        HistoryRows = row.GetInt32("HistoryRows") ?? 0,
        Commit = row.GetString("Commit") ?? string.Empty,
        ETag = row.ETag,
    };

    private async Task<ETag> WriteAsync(InstanceState current, TableEntity row, List<TableEntity> with, string commit, CancellationToken cancellationToken)
    {
        try
        {
            if (with.Count == 0)
            {
                var response = await table.UpdateEntityAsync(row, current.ETag, TableUpdateMode.Merge, cancellationToken);
                return response.Headers.ETag ?? default;
            }

            if (with.Count <= MostRowsWithInstance)
            {
                var responses = await table.SubmitTransactionAsync(
                    [
                        .. with.Select(other => new TableTransactionAction(TableTransactionActionType.UpsertReplace, other)),
                        new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, current.ETag),
                    ],
                    cancellationToken);
                return responses.Value[^1].Headers.ETag ?? default;
            }

            // Too large for one transaction. These rows do not exist for a reader until the instance's row counts them.
            foreach (var other in with)
            {
                await table.UpsertEntityAsync(other, TableUpdateMode.Replace, cancellationToken);
            }

            var last = await table.UpdateEntityAsync(row, current.ETag, TableUpdateMode.Merge, cancellationToken);
            return last.Headers.ETag ?? default;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The answer may be lost, or the pipeline's second try has met the first one's own write.
            var stored = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, ["Commit"], cancellationToken);
            if (stored.HasValue && stored.Value!.GetString("Commit") == commit)
            {
                return stored.Value.ETag;
            }

            throw;
        }
    }

    // A crash while it started over may have left rows that nothing names any more.
    private async Task<List<string>> FindKeysAsync(string id, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            if (row.RowKey != InstanceKeys.Instance(id))
            {
                keys.Add(row.RowKey);
            }
        }

        return keys;
    }

    private Task DeleteHistoryAsync(InstanceState state, CancellationToken cancellationToken) => DeleteRowsAsync(
        state.Id,
        [.. Enumerable.Range(0, state.HistoryRows).Select(i => InstanceKeys.History(state.Id, state.Generation, i))],
        cancellationToken);

    private async Task DeleteRowsAsync(string id, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        foreach (var chunk in keys.Chunk(TransactionSize))
        {
            try
            {
                await table.SubmitTransactionAsync(
                    chunk.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(id, key), ETag.All)),
                    cancellationToken);
            }
            catch (TableTransactionFailedException exception) when (exception.Status == 404)
            {
                // An earlier try got part of the way.
                foreach (var key in chunk)
                {
                    await table.DeleteEntityAsync(id, key, ETag.All, cancellationToken);
                }
            }
        }
    }
}

using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Ports;

namespace Dropship.Storage.Tables;

/// <summary>
/// Accounts of one kind with their cursors. Every step asks for its account, so what was read is kept for a few seconds; a change by
/// another instance is seen that much later.
/// </summary>
internal abstract class AccountRows<T>(TableServiceClient service, string kind, Func<T, string> idOf, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);

    private readonly TableClient _table = service.GetTableClient(TableNames.Accounts);
    private readonly ConcurrentDictionary<string, (T? Account, DateTimeOffset ReadAt)> _recent = new(StringComparer.Ordinal);

    public async Task<T?> FindAsync(string accountId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_recent.TryGetValue(accountId, out var known) && known.Account is not null && now - known.ReadAt < s_kept)
        {
            return known.Account;
        }

        var row = await _table.GetEntityIfExistsAsync<TableEntity>(kind, TableKeys.Escape(accountId), cancellationToken: cancellationToken);
        var account = row.HasValue ? Documents.Read<T>(row.Value!) : null;
        _recent[accountId] = (account, now);
        return account;
    }

    public async Task<IReadOnlyList<T>> ListAsync(CancellationToken cancellationToken)
    {
        var accounts = new List<T>();
        await foreach (
            var row in _table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {kind}"),
                cancellationToken: cancellationToken
            )
        )
        {
            accounts.Add(Documents.Read<T>(row));
        }

        return accounts;
    }

    public async Task SaveAsync(T account, CancellationToken cancellationToken)
    {
        var row = new TableEntity(kind, TableKeys.Escape(idOf(account)));
        Documents.Write(row, account);
        await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        _recent[idOf(account)] = (account, time.GetUtcNow());
    }

    public async Task DeleteAsync(string accountId, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(CursorKind, TableKeys.Escape(accountId), ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(kind, TableKeys.Escape(accountId), ETag.All, cancellationToken);
        _recent.TryRemove(accountId, out _);
    }

    public async Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            CursorKind,
            TableKeys.Escape(accountId),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? Documents.Read<PullCursor>(row.Value!) with { Version = row.Value!.ETag.ToString() } : PullCursor.Start;
    }

    public async Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken)
    {
        var row = new TableEntity(CursorKind, TableKeys.Escape(accountId));
        Documents.Write(row, cursor with { Version = null });
        try
        {
            if (cursor.Version is null)
            {
                await _table.AddEntityAsync(row, cancellationToken);
            }
            else
            {
                await _table.UpdateEntityAsync(row, new ETag(cursor.Version), TableUpdateMode.Replace, cancellationToken);
            }

            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    private string CursorKind => $"{kind}-cursor";
}

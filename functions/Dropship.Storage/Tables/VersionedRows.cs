using Azure;
using Azure.Data.Tables;

namespace Dropship.Storage.Tables;

/// <summary>Documents with optimistic concurrency by version.</summary>
internal sealed class VersionedRows<T>(TableClient table, Func<T, string?> versionOf, Func<T, string?, T> withVersion)
    where T : class
{
    public async Task<T?> FindAsync(string partition, string row, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? Read(found.Value!) : null;
    }

    public async Task<IReadOnlyList<T>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            all.Add(Read(row));
        }

        return all;
    }

    /// <returns>False when another writer was faster; then nothing is written.</returns>
    public async Task<bool> TrySaveAsync(string partition, string row, T value, CancellationToken cancellationToken) =>
        await SaveAsync(partition, row, value, cancellationToken) is not null;

    /// <returns>As it is kept; null when another writer was faster, and then nothing is written.</returns>
    public async Task<T?> SaveAsync(string partition, string row, T value, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(partition, row);
        Documents.Write(entity, withVersion(value, null));
        try
        {
            var saved = versionOf(value) is { } version
                ? await table.UpdateEntityAsync(entity, new ETag(version), TableUpdateMode.Replace, cancellationToken)
                : await table.AddEntityAsync(entity, cancellationToken);
            return withVersion(value, saved.Headers.ETag!.Value.ToString());
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    /// <returns>False when another writer was faster; then nothing is removed.</returns>
    public async Task<bool> TryRemoveAsync(string partition, string row, T value, CancellationToken cancellationToken)
    {
        try
        {
            var response = await table.DeleteEntityAsync(
                partition,
                row,
                new ETag(versionOf(value) ?? throw new ArgumentException("It was never saved.", nameof(value))),
                cancellationToken
            );
            return response.Status != 404;
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            return false;
        }
    }

    private T Read(TableEntity row) => withVersion(Documents.Read<T>(row), row.ETag.ToString());
}

using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Dropship.Storage.Tables;

/// <summary>Removes many rows.</summary>
internal static class TableRemoval
{
    // A transaction takes no more.
    private const int RowsAtOnce = 100;

    /// <summary>Deletes the rows of a query, up to 100 rows of a partition in one transaction, while the result is enumerated.</summary>
    /// <returns>How many rows went with each transaction, and 0 for a look that found none: a look through a large table may take
    /// many.</returns>
    public static async IAsyncEnumerable<int> RemoveAsync(
        this TableClient table,
        string filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var page in table
                .QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken)
                .AsPages()
        )
        {
            if (page.Values.Count == 0)
            {
                yield return 0;
            }

            foreach (
                var rows in page
                    .Values.GroupBy(row => row.PartitionKey, StringComparer.Ordinal)
                    .SelectMany(partition => partition.Chunk(RowsAtOnce))
            )
            {
                await RemoveAsync(table, rows, cancellationToken);
                yield return rows.Length;
            }
        }
    }

    /// <summary>Deletes up to 100 rows of a partition in one transaction; those that are gone are passed over.</summary>
    public static async Task RemoveAsync(this TableClient table, TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                cancellationToken
            );
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // Another process removed one of them, and a transaction is all or nothing.
            foreach (var row in rows)
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }
}

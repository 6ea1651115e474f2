using Azure;
using Azure.Data.Tables;

namespace Dropship.Storage.Tables;

/// <summary>Removes many rows.</summary>
internal static class TableRemoval
{
    // A transaction takes no more.
    private const int RowsAtOnce = 100;

    /// <summary>Removes what a query finds, up to 100 rows of a partition in one transaction. What is removed by then stays removed when it is given up.</summary>
    public static async Task RemoveAsync(this TableClient table, string filter, CancellationToken cancellationToken)
    {
        var batch = new List<TableTransactionAction>(RowsAtOnce);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            if (batch.Count == RowsAtOnce || (batch.Count > 0 && batch[0].Entity.PartitionKey != row.PartitionKey))
            {
                await RemoveAsync(table, batch, cancellationToken);
            }

            batch.Add(new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All));
        }

        await RemoveAsync(table, batch, cancellationToken);
    }

    private static async Task RemoveAsync(TableClient table, List<TableTransactionAction> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            await table.SubmitTransactionAsync(batch, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // Somebody else removed one of them meanwhile, and a transaction is all or nothing.
            foreach (var action in batch)
            {
                await table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, ETag.All, cancellationToken);
            }
        }

        batch.Clear();
    }
}

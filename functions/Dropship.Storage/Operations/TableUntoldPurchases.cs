using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Operations;

/// <summary>The purchase orders that a warehouse system is to be told of, in one partition of the waiting mails: few wait at a
/// time.</summary>
internal sealed class TableUntoldPurchases(TableServiceClient service) : IUntoldPurchases
{
    private const string Partition = "wms";

    private readonly TableClient _rows = service.GetTableClient(TableNames.WaitingMails);

    public Task AddAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        _rows.UpsertEntityAsync(new TableEntity(Partition, TableKeys.Escape(key.Value)), cancellationToken: cancellationToken);

    public async IAsyncEnumerable<PurchaseOrderKey> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (
            var row in _rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"),
                cancellationToken: cancellationToken
            )
        )
        {
            if (PurchaseOrderKey.TryParse(TableKeys.Unescape(row.RowKey), out var key))
            {
                yield return key;
            }
        }
    }

    public Task RemoveAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        _rows.DeleteEntityAsync(Partition, TableKeys.Escape(key.Value), ETag.All, cancellationToken);
}

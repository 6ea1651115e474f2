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

    public async Task<IReadOnlyList<UntoldPurchase>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<(DateTimeOffset? AddedAt, UntoldPurchase Purchase)>();
        await foreach (
            var row in _rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"),
                cancellationToken: cancellationToken
            )
        )
        {
            if (PurchaseOrderKey.TryParse(TableKeys.Unescape(row.RowKey), out var key))
            {
                found.Add((row.Timestamp, new UntoldPurchase(key, row.ETag.ToString())));
            }
        }

        return [.. found.OrderBy(row => row.AddedAt).Select(row => row.Purchase)];
    }

    public async Task RemoveAsync(UntoldPurchase listed, CancellationToken cancellationToken)
    {
        try
        {
            await _rows.DeleteEntityAsync(Partition, TableKeys.Escape(listed.Key.Value), new ETag(listed.Version), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            // There is news of it.
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Ingest;

/// <summary>Handled webhook deliveries, spread over partitions by their id.</summary>
internal sealed class TableWebhookDeliveries(TableServiceClient service, TimeProvider time) : IWebhookDeliveries
{
    private readonly TableClient _deliveries = service.GetTableClient(TableNames.WebhookDeliveries);

    public async Task<bool> WasTakenAsync(string accountId, string deliveryId, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(accountId, deliveryId);
        return (await _deliveries.GetEntityIfExistsAsync<TableEntity>(partition, row, ["PartitionKey"], cancellationToken)).HasValue;
    }

    public async Task MarkTakenAsync(string accountId, string deliveryId, string topic, CancellationToken cancellationToken)
    {
        await _deliveries.UpsertEntityAsync(RowOf(accountId, deliveryId, topic), TableUpdateMode.Replace, cancellationToken);
    }

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset takenBefore, CancellationToken cancellationToken) =>
        _deliveries.RemoveAsync(TableClient.CreateQueryFilter($"TakenAt lt {takenBefore}"), cancellationToken);

    private TableEntity RowOf(string accountId, string deliveryId, string topic)
    {
        var (partition, row) = KeysOf(accountId, deliveryId);
        return new TableEntity(partition, row) { ["Topic"] = topic, ["TakenAt"] = time.GetUtcNow() };
    }

    // Ids come from outside and may be of any length: the digest is a key of fixed form.
    private static (string Partition, string Row) KeysOf(string accountId, string deliveryId)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(deliveryId)));
        return ($"{accountId}-{digest[..2]}", digest);
    }
}

using Azure;
using Azure.Data.Tables;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Fulfilment;

/// <summary>A partition for each waybill number, and in it a row for each carrier and purchase order.</summary>
internal sealed class TableWaybills(TableServiceClient service) : IWaybills
{
    private readonly TableClient _waybills = service.GetTableClient(TableNames.Waybills);

    public async Task NoteAsync(WaybillUse use, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(use.Number), TableKeys.Escape($"{use.CarrierKey}|{use.Purchase.Value}"))
        {
            ["NotedAt"] = use.NotedAt,
        };
        Documents.Write(row, use);
        try
        {
            await _waybills.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            // It is noted.
        }
    }

    public async Task<IReadOnlyList<WaybillUse>> ListAsync(string number, CancellationToken cancellationToken)
    {
        var uses = new List<WaybillUse>();
        await foreach (
            var row in _waybills.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(number)}"),
                cancellationToken: cancellationToken
            )
        )
        {
            uses.Add(Documents.Read<WaybillUse>(row));
        }

        return uses;
    }

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset notedBefore, CancellationToken cancellationToken) =>
        _waybills.RemoveAsync(TableClient.CreateQueryFilter($"NotedAt lt {notedBefore}"), cancellationToken);

    private static string PartitionOf(string number) => TableKeys.Escape(TrackingNumbers.Key(number));
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Fulfilment;

/// <summary>A partition for each waybill number, and in it a row for each carrier and purchase order. Beside them a partition for each day
/// names those that were noted then, so that what is old is found without a look through all.</summary>
internal sealed class TableWaybills(TableServiceClient service) : IWaybills
{
    private const string Days = "day-";
    private const int NamesAtOnce = 100;

    private readonly TableClient _waybills = service.GetTableClient(TableNames.Waybills);

    public async Task NoteAsync(WaybillUse use, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(use.Number), TableKeys.Escape($"{use.CarrierKey}|{use.Purchase.Value}"));
        Documents.Write(row, use);
        if (
            await _waybills.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken) is
            { HasValue: true }
        )
        {
            return;
        }

        // The day first: what breaks off in between leaves a name of nothing, and no row that is never removed.
        await _waybills.UpsertEntityAsync(
            new TableEntity(DayOf(use.NotedAt), TableKeys.Escape($"{row.PartitionKey}|{row.RowKey}"))
            {
                ["Number"] = row.PartitionKey,
                ["Row"] = row.RowKey,
            },
            cancellationToken: cancellationToken
        );
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

    public async IAsyncEnumerable<int> RemoveBeforeAsync(
        DateTimeOffset notedBefore,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var page in _waybills
                .QueryAsync<TableEntity>(
                    TableClient.CreateQueryFilter($"PartitionKey ge {Days} and PartitionKey lt {DayOf(notedBefore)}"),
                    cancellationToken: cancellationToken
                )
                .AsPages()
        )
        {
            foreach (var name in page.Values)
            {
                await _waybills.DeleteEntityAsync(name.GetString("Number"), name.GetString("Row"), ETag.All, cancellationToken);
            }

            foreach (var day in page.Values.GroupBy(name => name.PartitionKey, StringComparer.Ordinal))
            {
                foreach (var names in day.Chunk(NamesAtOnce))
                {
                    await _waybills.RemoveAsync(names, cancellationToken);
                    yield return names.Length;
                }
            }
        }
    }

    // No number begins so: theirs are in capitals.
    private static string DayOf(DateTimeOffset moment) => Days + moment.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string PartitionOf(string number) => TableKeys.Escape(TrackingNumbers.Key(number));
}

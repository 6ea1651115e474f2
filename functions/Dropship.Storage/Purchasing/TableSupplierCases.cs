using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Purchasing;

/// <summary>One partition for each supplier, one row for each purchase. Each fault is a property of its own, written by a merge: a writer
/// who knows less takes nothing away.</summary>
internal sealed class TableSupplierCases(TableServiceClient service) : ISupplierCases
{
    private const string PlacedAt = "PlacedAt";
    private const string Name = "Name";

    // No purchase order has this key.
    private const string Tally = "tally";

    private readonly TableClient _table = service.GetTableClient(TableNames.SupplierCases);

    public async Task NoteAsync(SupplierCase one, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.Escape(one.SupplierId), TableKeys.Escape(one.Key.Value))
        {
            [PlacedAt] = one.PlacedAt,
            [Name] = one.SupplierName,
        };
        foreach (var fault in one.Faults)
        {
            row[fault.ToString()] = true;
        }

        await _table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
        if (one.Faults.Count > 0)
        {
            await _table.DeleteEntityAsync(row.PartitionKey, Tally, ETag.All, cancellationToken);
        }
    }

    public async Task<SupplierTally?> FindTallyAsync(string supplierId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Escape(supplierId),
            Tally,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? Documents.Read<SupplierTally>(row.Value!) : null;
    }

    public Task KeepTallyAsync(SupplierTally tally, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.Escape(tally.SupplierId), Tally);
        Documents.Write(row, tally);
        return _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public IAsyncEnumerable<SupplierCase> ListAsync(string supplierId, DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Escape(supplierId)} and PlacedAt ge {since}"),
            cancellationToken
        );

    public IAsyncEnumerable<SupplierCase> ListAllAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PlacedAt ge {since}"), cancellationToken);

    public IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset placedBefore, CancellationToken cancellationToken) =>
        _table.RemoveAsync(TableClient.CreateQueryFilter($"PlacedAt lt {placedBefore}"), cancellationToken);

    private async IAsyncEnumerable<SupplierCase> ReadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (PurchaseOrderKey.TryParse(TableKeys.Unescape(row.RowKey), out var key))
            {
                var supplier = TableKeys.Unescape(row.PartitionKey);
                yield return new SupplierCase(
                    key,
                    supplier,
                    row.GetString(Name) ?? supplier,
                    row.GetDateTimeOffset(PlacedAt) ?? default,
                    [.. Enum.GetValues<SupplierFault>().Where(fault => row.GetBoolean(fault.ToString()) == true)]
                );
            }
        }
    }
}

using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Ingest;

/// <summary>Submitted orders of a store in one partition: <c>o-{id}</c> is the order, <c>t-{ticks}-{id}</c> its place by time. Both are
/// written in one transaction.</summary>
internal sealed class TableSubmittedOrders(TableServiceClient service) : ISubmittedOrders
{
    private const string OrderPrefix = "o-";
    private const string TimePrefix = "t-";
    private const string TakenAt = "TakenAt";

    private readonly TableClient _table = service.GetTableClient(TableNames.SubmittedOrders);

    public async Task<SubmittedOrder?> FindAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Escape(key.AccountId),
            RowOf(key),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? Documents.Read<SubmittedOrder>(row.Value!) with { Version = VersionOf(row.Value!) } : null;
    }

    public async Task<bool> TrySaveAsync(SubmittedOrder order, CancellationToken cancellationToken)
    {
        var partition = TableKeys.Escape(order.Key.AccountId);
        var row = new TableEntity(partition, RowOf(order.Key)) { [TakenAt] = order.TakenAt.UtcTicks };
        Documents.Write(row, order with { Version = null });
        var place = new TableEntity(partition, PlaceOf(order.TakenAt.UtcTicks, order.Key));
        List<TableTransactionAction> writes = [new(TableTransactionActionType.UpsertReplace, place)];
        if (order.Version is { } version)
        {
            var mark = version.IndexOf('|', StringComparison.Ordinal);
            var before = PlaceOf(long.Parse(version.AsSpan(0, mark), NumberStyles.None, CultureInfo.InvariantCulture), order.Key);
            writes.Add(new(TableTransactionActionType.UpdateReplace, row, new ETag(version[(mark + 1)..])));
            if (before != place.RowKey)
            {
                writes.Add(new(TableTransactionActionType.Delete, new TableEntity(partition, before), ETag.All));
            }
        }
        else
        {
            writes.Add(new(TableTransactionActionType.Add, row));
        }

        try
        {
            await _table.SubmitTransactionAsync(writes, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    public async Task<IReadOnlyList<SubmittedOrder>> ListAsync(
        string accountId,
        DateTimeOffset from,
        DateTimeOffset until,
        int most,
        CancellationToken cancellationToken
    )
    {
        var partition = TableKeys.Escape(accountId);
        var (first, behind) = (TimePrefix + Ticks(from.UtcTicks), TimePrefix + Ticks(until.UtcTicks));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {behind}");
        var orders = new List<SubmittedOrder>();
        await foreach (
            var place in _table
                .QueryAsync<TableEntity>(filter, most, select: ["RowKey"], cancellationToken)
                .Take(most)
                .WithCancellation(cancellationToken)
        )
        {
            // One that was changed since has another place, and is found there.
            var id = TableKeys.Unescape(place.RowKey[(first.Length + 1)..]);
            if (await FindAsync(new OrderKey(accountId, id), cancellationToken) is { } order)
            {
                orders.Add(order);
            }
        }

        return orders;
    }

    private static string RowOf(OrderKey key) => OrderPrefix + TableKeys.Escape(key.StoreOrderId);

    private static string PlaceOf(long ticks, OrderKey key) => $"{TimePrefix}{Ticks(ticks)}-{TableKeys.Escape(key.StoreOrderId)}";

    private static string Ticks(long ticks) => ticks.ToString("D19", CultureInfo.InvariantCulture);

    // The time tells which place is given up; the tag, whether the row is still the same.
    private static string VersionOf(TableEntity row) => string.Create(CultureInfo.InvariantCulture, $"{row.GetInt64(TakenAt)}|{row.ETag}");
}

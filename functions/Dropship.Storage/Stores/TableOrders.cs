using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Stores;

/// <summary>
/// Orders in one partition each: <c>a-…</c> holds the order with its purchase orders, the personal data in columns of its own, and <c>e-…</c> what each save
/// tells of the story. A save is one entity group transaction, guarded by the ETag of <c>a-…</c>.
/// </summary>
/// <remarks>
/// All of an order is one row because it is read with every step: a point read is the cheapest there is. The row keys repeat the order's key for the
/// emulator's sake, which looks for the row key first and for the partition after.
/// </remarks>
internal sealed class TableOrders(TableServiceClient service) : IOrders, IAllOrders
{
    private const string OrderPrefix = "a-";
    private const string EventPrefix = "e-";
    private const string Order = "Order";
    private const string Purchases = "Purchases";
    private const string Person = "Person";
    private const string IsFirst = "IsFirst";
    private const string State = "State";
    private const int Buckets = 8;

    private readonly TableClient _orders = service.GetTableClient(TableNames.Orders);
    private readonly TableClient _list = service.GetTableClient(TableNames.OrderList);
    private readonly TableClient _past = service.GetTableClient(TableNames.PastOrders);

    public async Task<OrderRecord?> LoadAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(key);
        var found = await _orders.GetEntityIfExistsAsync<TableEntity>(partition, OrderPrefix + partition, cancellationToken: cancellationToken);
        if (found is not { HasValue: true, Value: { } row })
        {
            return null;
        }

        var record = Documents.Read<OrderRecord>(row, Order);
        var person = Documents.Read<PersonalData>(row, Person);
        return record with
        {
            Store = record.Store with { ShipTo = person.ShipTo, Note = person.Note },
            PurchaseOrders = Documents.Read<List<PurchaseOrder>>(row, Purchases),
            Version = row.ETag.ToString(),
        };
    }

    public async Task<OrderRecord> SaveAsync(OrderRecord record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(record.Key);
        var order = new TableEntity(partition, OrderPrefix + partition) { [State] = record.State.ToString() };
        Documents.Write(order, Order, record with { Store = record.Store with { ShipTo = null, Note = null }, PurchaseOrders = [], Version = null });
        Documents.Write(order, Purchases, record.PurchaseOrders);
        Documents.Write(order, Person, new PersonalData(record.Store.ShipTo, record.Store.Note));

        var actions = new List<TableTransactionAction>
        {
            record.Version is { } version
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, order, new ETag(version))
                : new TableTransactionAction(TableTransactionActionType.Add, order),
        };
        if (events.Count > 0)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, StoryRow(partition, events)));
        }

        try
        {
            var response = await _orders.SubmitTransactionAsync(actions, cancellationToken);
            return record with { Version = response.Value[0].Headers.ETag?.ToString() };
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            throw new OrderChangedException(record.Key, exception);
        }
    }

    public async Task ShowAsync(OrderRecord record, bool isListed, CancellationToken cancellationToken)
    {
        var open = OpenPartitionOf(record.Key);
        if (OrderTransitions.IsFinal(record.State))
        {
            // Listed in the past first, then taken from the open: in between it is in both, never in neither.
            var past = ListRow(PastPartitionOf(record.FirstSeenAt), record);
            await _past.UpsertEntityAsync(past, TableUpdateMode.Replace, cancellationToken);
            await _list.DeleteEntityAsync(open, past.RowKey, ETag.All, cancellationToken);
            return;
        }

        if (!isListed)
        {
            await _list.UpsertEntityAsync(ListRow(open, record), TableUpdateMode.Replace, cancellationToken);
            return;
        }

        try
        {
            await _list.UpdateEntityAsync(ListRow(open, record), ETag.All, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // Either its first showing was lost, or another step has brought it to its end meanwhile.
            if (await LoadAsync(record.Key, cancellationToken) is { } newest)
            {
                await ShowAsync(newest, isListed: false, cancellationToken);
            }
        }
    }

    private static TableEntity ListRow(string partition, OrderRecord record)
    {
        var row = new TableEntity(partition, TableKeys.Escape(record.Key.ToString())) { [State] = record.State.ToString() };
        Documents.Write(row, OrderSummary.Of(record));
        return row;
    }

    public async Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var events = new List<OrderEvent>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(key)} and RowKey ge {EventPrefix}");
        await foreach (var row in _orders.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            events.AddRange(Documents.Read<List<OrderEvent>>(row));
        }

        return events;
    }

    public async IAsyncEnumerable<OrderSummary> ListAsync(bool includeFinal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The past is read last, so that nothing is missed that moves there meanwhile.
        var seen = new HashSet<OrderKey>();
        foreach (var table in includeFinal ? (TableClient[])[_list, _past] : [_list])
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            {
                var summary = Documents.Read<OrderSummary>(row);
                if (seen.Add(summary.Key))
                {
                    yield return summary;
                }
            }
        }
    }

    public async Task<IReadOnlyList<OrderKey>> ListKeysAsync(OrderKey? after, int most, CancellationToken cancellationToken)
    {
        // An order's first event counts as well: a story whose order is gone must be found, too.
        var behind = after is { } key ? PartitionOf(key) : string.Empty;
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {behind} and (RowKey lt {EventPrefix} or IsFirst eq {true})");
        var keys = new List<OrderKey>();
        await foreach (var row in _orders.QueryAsync<TableEntity>(filter, select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            var found = OrderKey.Parse(TableKeys.Unescape(row.PartitionKey));
            if (keys.Count == 0 || keys[^1] != found)
            {
                if (keys.Count == most)
                {
                    break;
                }

                keys.Add(found);
            }
        }

        return keys;
    }

    private static string PartitionOf(OrderKey key) => TableKeys.Escape(key.ToString());

    private static string OpenPartitionOf(OrderKey key)
    {
        var bucket = 0;
        foreach (var character in key.StoreOrderId)
        {
            bucket = ((bucket * 31) + character) % Buckets;
        }

        return bucket.ToString(CultureInfo.InvariantCulture);
    }

    private static string PastPartitionOf(DateTimeOffset firstSeen) => firstSeen.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TableEntity StoryRow(string partition, IReadOnlyList<OrderEvent> told)
    {
        var row = new TableEntity(partition, string.Create(CultureInfo.InvariantCulture, $"{EventPrefix}{partition}-{told[0].Sequence:D8}"));
        if (told[0].Sequence == 1)
        {
            row[IsFirst] = true;
        }

        Documents.Write(row, told);
        return row;
    }

    private sealed record PersonalData(ShipTo? ShipTo, string? Note);
}

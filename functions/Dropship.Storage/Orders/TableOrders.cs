using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Orders;

/// <summary>
/// Orders in one partition each: <c>a-…</c> holds the order with its purchase orders, the personal data in columns of its own, and
/// <c>e-…</c> a page of the history, to which each save adds a column of its own. A save is one entity group transaction, guarded by the
/// ETag of <c>a-…</c>.
/// </summary>
/// <remarks>
/// All of an order is one row because it is read with every step: a point read is the cheapest there is. Row keys repeat the order's key,
/// so that a row is known by either key.
/// </remarks>
internal sealed class TableOrders(TableServiceClient service) : IOrders, IAllOrders
{
    private const string OrderPrefix = "a-";
    private const string Order = "Order";
    private const string Purchases = "Purchases";
    private const string Person = "Person";
    private const string State = "State";
    private const int Buckets = 8;

    private readonly TableClient _orders = service.GetTableClient(TableNames.Orders);
    private readonly TableClient _list = service.GetTableClient(TableNames.OrderList);
    private readonly TableClient _past = service.GetTableClient(TableNames.PastOrders);
    private readonly TableClient _erased = service.GetTableClient(TableNames.ErasedOrders);

    public async Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(key);
        var found = await _orders.GetEntityIfExistsAsync<TableEntity>(
            partition,
            OrderPrefix + partition,
            cancellationToken: cancellationToken
        );
        if (found is not { HasValue: true, Value: { } row })
        {
            return null;
        }

        var record = Documents.Read<Order>(row, Order);
        var person = Documents.Read<PersonalData>(row, Person);
        return record with
        {
            StoreOrder = record.StoreOrder with { ShipTo = person.ShipTo, Note = person.Note },
            PurchaseOrders = Documents.Read<List<PurchaseOrder>>(row, Purchases),
            Version = row.ETag.ToString(),
        };
    }

    public async Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(record.Key);
        var order = new TableEntity(partition, OrderPrefix + partition) { [State] = record.State.ToString() };
        Documents.Write(
            order,
            Order,
            record with
            {
                StoreOrder = record.StoreOrder with { ShipTo = null, Note = null },
                PurchaseOrders = [],
                Version = null,
            }
        );
        Documents.Write(order, Purchases, record.PurchaseOrders);
        Documents.Write(order, Person, new PersonalData(record.StoreOrder.ShipTo, record.StoreOrder.Note));

        var actions = new List<TableTransactionAction>(2);
        if (events.Count > 0)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertMerge, StoryPages.Addition(partition, events)));
        }

        actions.Add(
            record.Version is { } version
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, order, new ETag(version))
                : new TableTransactionAction(TableTransactionActionType.Add, order)
        );
        try
        {
            var response = await _orders.SubmitTransactionAsync(actions, cancellationToken);
            return record with { Version = response.Value[^1].Headers.ETag?.ToString() };
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            throw new OrderChangedException(record.Key, exception);
        }
    }

    public async Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken)
    {
        var open = OpenPartitionOf(record.Key);
        if (OrderTransitions.IsFinal(record.State))
        {
            // Listed where it belongs first, then taken from where it was: in between it is in both, never in neither.
            var isErased = record.PersonalDataErasedAt is not null;
            var row = ListRow(DayOf(record.FirstSeenAt), record);
            await (isErased ? _erased : _past).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            if (isErased)
            {
                await _past.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }

            await _list.DeleteEntityAsync(open, row.RowKey, ETag.All, cancellationToken);
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
                await UpdateListingAsync(newest, isListed: false, cancellationToken);
            }
        }
    }

    private static TableEntity ListRow(string partition, Order record)
    {
        var row = new TableEntity(partition, TableKeys.Escape(record.Key.ToString())) { [State] = record.State.ToString() };
        Documents.Write(row, OrderSummary.Of(record));
        return row;
    }

    public async Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken)
    {
        // Page by page, each a point read: what follows the last event of one begins on a page that its number tells.
        var partition = PartitionOf(key);
        var events = new List<OrderEvent>();
        for (var page = 0; ;)
        {
            var row = await _orders.GetEntityIfExistsAsync<TableEntity>(
                partition,
                StoryPages.RowKeyOf(partition, page),
                cancellationToken: cancellationToken
            );
            if (row is not { HasValue: true, Value: { } found })
            {
                return events;
            }

            events.AddRange(StoryPages.Read(found));
            var next = events.Count == 0 ? page : StoryPages.PageOf(events[^1].Sequence + 1);
            if (next <= page)
            {
                return events;
            }

            page = next;
        }
    }

    public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken)
    {
        if (after is not { } key)
        {
            return SummariesAsync(_list, null, cancellationToken);
        }

        // The rest of its partition, then the other partitions: each is a range of its own.
        var partition = OpenPartitionOf(key);
        return SummariesAsync(
                _list,
                TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {TableKeys.Escape(key.ToString())}"),
                cancellationToken
            )
            .Concat(SummariesAsync(_list, TableClient.CreateQueryFilter($"PartitionKey gt {partition}"), cancellationToken));
    }

    public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken)
    {
        // An order moves from the past to the erased, so it is looked for in that order.
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {DayOf(firstSeen)}");
        return SummariesAsync(_past, filter, cancellationToken).Concat(SummariesAsync(_erased, filter, cancellationToken));
    }

    public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
        SummariesAsync(_past, TableClient.CreateQueryFilter($"PartitionKey le {DayOf(firstSeenUntil)}"), cancellationToken);

    public async Task<IReadOnlyList<OrderKey>> ListKeysAsync(OrderKey? after, int most, CancellationToken cancellationToken)
    {
        // Rows of the history count as well: a history whose order is gone must be found, too.
        var behind = after is { } key ? PartitionOf(key) : string.Empty;
        var keys = new List<OrderKey>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {behind}");
        await foreach (var row in _orders.QueryAsync<TableEntity>(filter, select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            var found = OrderKey.Parse(TableKeys.Unescape(row.PartitionKey));
            if (keys.Count > 0 && keys[^1] == found)
            {
                continue;
            }

            if (keys.Count == most)
            {
                return keys;
            }

            keys.Add(found);
        }

        return keys;
    }

    private static string PartitionOf(OrderKey key) => TableKeys.Escape(key.ToString());

    private static string OpenPartitionOf(OrderKey key) =>
        TableKeys.Spread(key.StoreOrderId, Buckets).ToString(CultureInfo.InvariantCulture);

    private static string DayOf(DateTimeOffset firstSeen) => DayOf(DateOnly.FromDateTime(firstSeen.UtcDateTime));

    private static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<OrderSummary> SummariesAsync(
        TableClient table,
        string? filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return Documents.Read<OrderSummary>(row);
        }
    }

    private sealed record PersonalData(ShipTo? ShipTo, string? Note);
}

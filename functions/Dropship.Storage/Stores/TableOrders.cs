using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Stores;

/// <summary>
/// Orders in one partition each: <c>a-order</c>, <c>b-person</c> (the personal data), one <c>c-…</c> for each purchase order, and the story as
/// <c>e-…</c>. A save is one entity group transaction, guarded by the ETag of <c>a-order</c>.
/// </summary>
internal sealed class TableOrders(TableServiceClient service) : IOrders, IAllOrders
{
    private const string OrderRow = "a-order";
    private const string PersonRow = "b-person";
    private const string PurchasePrefix = "c-";
    private const string EventPrefix = "e-";
    private const string FirstEventRow = EventPrefix + "00000001";
    private const string PersonDigest = "PersonDigest";
    private const string State = "State";
    private const int Buckets = 8;

    private readonly TableClient _orders = service.GetTableClient(TableNames.Orders);
    private readonly TableClient _list = service.GetTableClient(TableNames.OrderList);

    public async Task<OrderRecord?> LoadAsync(OrderKey key, CancellationToken cancellationToken)
    {
        OrderRecord? record = null;
        Person? person = null;
        var purchases = new List<PurchaseOrder>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(key)} and RowKey lt {EventPrefix}");
        await foreach (var row in _orders.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == OrderRow)
            {
                record = Documents.Read<OrderRecord>(row) with { Version = $"{row.ETag}\n{row.GetString(PersonDigest)}" };
            }
            else if (row.RowKey == PersonRow)
            {
                person = Documents.Read<Person>(row);
            }
            else
            {
                purchases.Add(Documents.Read<PurchaseOrder>(row));
            }
        }

        return record is null ? null : record with
        {
            Store = person is null ? record.Store : record.Store with { ShipTo = person.ShipTo, Note = person.Note },
            PurchaseOrders = purchases,
        };
    }

    public async Task<OrderRecord> SaveAsync(OrderRecord record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(record.Key);
        var person = new Person(record.Store.ShipTo, record.Store.Note);
        var digest = person.Digest();
        var (etag, knownDigest) = SplitVersion(record.Version);
        var order = new TableEntity(partition, OrderRow)
        {
            [PersonDigest] = digest,
            [State] = record.State.ToString(),
        };
        Documents.Write(order, record with { Store = record.Store with { ShipTo = null, Note = null }, PurchaseOrders = [], Version = null });

        var actions = new List<TableTransactionAction>
        {
            etag is null
                ? new TableTransactionAction(TableTransactionActionType.Add, order)
                : new TableTransactionAction(TableTransactionActionType.UpdateReplace, order, new ETag(etag)),
        };
        if (digest != knownDigest)
        {
            var row = new TableEntity(partition, PersonRow);
            Documents.Write(row, person);
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        }

        foreach (var purchase in record.PurchaseOrders)
        {
            var row = new TableEntity(partition, PurchasePrefix + purchase.Key.Value) { [State] = purchase.State.ToString() };
            Documents.Write(row, purchase);
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        }

        actions.AddRange(events.Select(told => new TableTransactionAction(TableTransactionActionType.Add, RowOf(partition, told))));
        try
        {
            var response = await _orders.SubmitTransactionAsync(actions, cancellationToken);
            return record with { Version = $"{response.Value[0].Headers.ETag}\n{digest}" };
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            throw new OrderChangedException(record.Key, exception);
        }
    }

    public async Task ShowAsync(OrderRecord record, CancellationToken cancellationToken)
    {
        var isFinal = OrderTransitions.IsFinal(record.State);
        var open = OpenPartitionOf(record.Key);
        var row = new TableEntity(isFinal ? PastPartitionOf(record.FirstSeenAt) : open, TableKeys.Escape(record.Key.ToString())) { [State] = record.State.ToString() };
        Documents.Write(row, OrderSummary.Of(record));
        await _list.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        if (isFinal)
        {
            // Listed in the past first, then taken from the open: in between it is in both, never in neither.
            await _list.DeleteEntityAsync(open, row.RowKey, ETag.All, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var events = new List<OrderEvent>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(key)} and RowKey ge {EventPrefix}");
        await foreach (var row in _orders.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            events.Add(Documents.Read<OrderEvent>(row));
        }

        return events;
    }

    public async IAsyncEnumerable<OrderSummary> ListAsync(bool includeFinal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Open orders sort behind "open-", those at their end behind "past-": a reader comes to the past last, and so misses nothing that moves there meanwhile.
        var filter = includeFinal ? null : TableClient.CreateQueryFilter($"PartitionKey ge {"open-"} and PartitionKey lt {"open."}");
        var seen = new HashSet<OrderKey>();
        await foreach (var row in _list.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var summary = Documents.Read<OrderSummary>(row);
            if (seen.Add(summary.Key))
            {
                yield return summary;
            }
        }
    }

    public async Task<IReadOnlyList<OrderKey>> ListKeysAsync(OrderKey? after, int most, CancellationToken cancellationToken)
    {
        // An order's first event counts as well: a story whose order is gone must be found, too.
        var behind = after is { } key ? PartitionOf(key) : string.Empty;
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {behind} and (RowKey eq {OrderRow} or RowKey eq {FirstEventRow})");
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

        return string.Create(CultureInfo.InvariantCulture, $"open-{bucket}");
    }

    private static string PastPartitionOf(DateTimeOffset firstSeen) => firstSeen.UtcDateTime.ToString("'past-'yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TableEntity RowOf(string partition, OrderEvent told)
    {
        var row = new TableEntity(partition, string.Create(CultureInfo.InvariantCulture, $"{EventPrefix}{told.Sequence:D8}")) { ["What"] = told.What };
        Documents.Write(row, told);
        return row;
    }

    private static (string? ETag, string? PersonDigest) SplitVersion(string? version)
    {
        var parts = version?.Split('\n');
        return parts is null ? (null, null) : (parts[0], parts[1]);
    }

    private sealed record Person(ShipTo? ShipTo, string? Note)
    {
        public string Digest() => $"{ShipTo?.Digest() ?? "none"}-{(Note is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Note)))[..16])}";
    }
}

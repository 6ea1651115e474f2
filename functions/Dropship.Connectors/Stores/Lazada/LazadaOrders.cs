using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Lazada;

/// <summary>Lists and reads orders. The listing tells their heads; their items are read for many at once.</summary>
internal sealed class LazadaOrders(LazadaClient client)
{
    private const int LargestPage = 100;
    private const int LargestBatch = 50;

    public async Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    )
    {
        var mark = PageMark.Of(page, from);
        var listed = await client.GetAsync(
            account,
            "/orders/get",
            [
                ("update_after", LazadaMapper.Text(DateTimeOffset.FromUnixTimeSeconds(mark.Start))),
                ("update_before", LazadaMapper.Text(until.AddSeconds(1))),
                ("sort_by", "updated_at"),
                ("sort_direction", "ASC"),
                ("limit", LargestPage.ToString(CultureInfo.InvariantCulture)),
                ("offset", (mark.Page * LargestPage).ToString(CultureInfo.InvariantCulture)),
            ],
            mark.ToString(),
            json => json.Object("data").Items("orders").Select(head => (LazadaMapper.Changed(head), head)).ToList(),
            found => found,
            cancellationToken
        );
        if (!listed.IsSuccess)
        {
            return listed.As<StoreOrderPage>();
        }

        var items = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var batch in listed.Value.Chunk(LargestBatch))
        {
            var read = await ReadItemsAsync(account, [.. batch.Select(one => one.Item1.StoreOrderId)], cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<StoreOrderPage>();
            }

            foreach (var (id, found) in read.Value)
            {
                items[id] = found;
            }
        }

        // One whose items are not told is read alone.
        var readings = listed
            .Value.Select(one =>
                items.TryGetValue(one.Item1.StoreOrderId, out var found)
                    ? LazadaMapper.Order(one.Item1, one.head, found).Reading
                    : one.Item1
            )
            .OrderBy(reading => reading.UpdatedAt)
            .ToList();
        return CallResult.Success(
            new StoreOrderPage(readings, mark.Next(readings.Count == LargestPage, readings.Count > 0 ? readings[^1].UpdatedAt : null))
        );
    }

    public async Task<CallResult<StoreOrderReading>> ReadAsync(StoreAccount account, string id, CancellationToken cancellationToken) =>
        (await ReadWithItemsAsync(account, id, cancellationToken)).Map(order => order.Reading);

    /// <summary>Reads one order with what shipping needs of its items.</summary>
    public async Task<CallResult<LazadaOrder>> ReadWithItemsAsync(StoreAccount account, string id, CancellationToken cancellationToken)
    {
        var head = await client.GetAsync(
            account,
            "/order/get",
            [("order_id", id)],
            id,
            json => json.Object("data"),
            found => (Changed: LazadaMapper.Changed(found), Head: found),
            cancellationToken
        );
        if (!head.IsSuccess)
        {
            return head.As<LazadaOrder>();
        }

        var items = await client.GetAsync(
            account,
            "/order/items/get",
            [("order_id", id)],
            id,
            json => json.Field("data"),
            found => LazadaMapper.Order(head.Value.Changed, head.Value.Head, found),
            cancellationToken
        );
        return items;
    }

    private Task<CallResult<IReadOnlyList<(string Id, JsonElement Items)>>> ReadItemsAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        client.GetAsync(
            account,
            "/orders/items/get",
            [("order_ids", $"[{string.Join(',', ids)}]")],
            $"{ids.Count} orders",
            json => json.Items("data"),
            found => (IReadOnlyList<(string, JsonElement)>)[.. found.Select(order => (order.Text("order_id"), order.Field("order_items")))],
            cancellationToken
        );
}

using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>Lists and reads orders. The listing goes on from the last time that it told, so that orders which change meanwhile move nothing
/// past it.</summary>
internal sealed class WooCommerceOrders(WooCommerceClient client)
{
    /// <summary>How many orders one call tells.</summary>
    public const int LargestPage = 100;

    /// <summary>Lists the orders that changed in a span of time.</summary>
    public async Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    )
    {
        var mark = PageMark.Of(page, from);
        var listed = await client.SendAsync(
            account,
            "list",
            mark.ToString(),
            HttpMethod.Get,
            "orders",
            [
                // Both ends are left out by WooCommerce.
                ("modified_after", TimeOf(mark.Start - 1)),
                ("modified_before", TimeOf(until.AddSeconds(1).ToUnixTimeSeconds())),
                ("dates_are_gmt", "true"),
                ("orderby", "modified"),
                ("order", "asc"),
                ("status", "any"),
                ("per_page", LargestPage.ToString(CultureInfo.InvariantCulture)),
                ("page", (mark.Page + 1).ToString(CultureInfo.InvariantCulture)),
            ],
            null,
            json =>
                Rows(json)
                    .Select(row => WooCommerceMapper.TryOrder(row) ?? throw new UnreadableReplyException("an order has no id or time"))
                    .OrderBy(reading => reading.UpdatedAt)
                    .ToList(),
            cancellationToken
        );
        return listed.Map(told => new StoreOrderPage(
            told,
            mark.Next(told.Count == LargestPage, told.Count > 0 ? told[^1].UpdatedAt : null)
        ));
    }

    /// <summary>Reads one order with its refunds.</summary>
    public async Task<CallResult<StoreOrderReading>> ReadAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    )
    {
        var read = await ReadWholeAsync(account, storeOrderId, cancellationToken);
        return read.Map(whole => whole.Reading);
    }

    /// <summary>Reads one order with its refunds, and gives it as WooCommerce tells it, too.</summary>
    public async Task<CallResult<(StoreOrderReading Reading, JsonElement Json)>> ReadWholeAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    )
    {
        if (!long.TryParse(storeOrderId, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return StoreReads.NoSuchOrder<(StoreOrderReading, JsonElement)>();
        }

        var read = await client.SendAsync(
            account,
            "read",
            storeOrderId,
            HttpMethod.Get,
            $"orders/{storeOrderId}",
            [],
            null,
            json => WooCommerceMapper.TryOrder(json) is null ? throw new UnreadableReplyException("the reply is no order") : json,
            cancellationToken
        );
        if (!read.IsSuccess)
        {
            return read.As<(StoreOrderReading, JsonElement)>();
        }

        var whole = await CompleteAsync(account, read.Value, cancellationToken);
        return whole.Map(reading => (reading, read.Value));
    }

    public Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadManyAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        StoreReads.ManyAsync(
            ids,
            token =>
                client.SendAsync<IReadOnlyList<StoreOrderReading?>>(
                    account,
                    "read",
                    $"{ids.Count} orders",
                    HttpMethod.Get,
                    "orders",
                    [
                        ("include", string.Join(',', ids)),
                        ("status", "any"),
                        ("per_page", LargestPage.ToString(CultureInfo.InvariantCulture)),
                    ],
                    null,
                    json => [.. Rows(json).Select(WooCommerceMapper.TryOrder)],
                    token
                ),
            (id, token) => ReadAsync(account, id, token),
            cancellationToken
        );

    /// <summary>The reading of an order as a reply tells it, with its refunds, which are read where it has some.</summary>
    public async Task<CallResult<StoreOrderReading>> CompleteAsync(
        StoreAccount account,
        JsonElement order,
        CancellationToken cancellationToken
    )
    {
        if (!WooCommerceMapper.HasRefunds(order))
        {
            return CallResult.Success(WooCommerceMapper.Order(order, []));
        }

        var id = order.Text("id");
        var refunds = await client.SendAsync(
            account,
            "refunds",
            id,
            HttpMethod.Get,
            $"orders/{id}/refunds",
            [("per_page", LargestPage.ToString(CultureInfo.InvariantCulture))],
            null,
            Rows,
            cancellationToken
        );
        return refunds.Map(rows => WooCommerceMapper.Order(order, rows));
    }

    private static IReadOnlyList<JsonElement> Rows(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray()]
            : throw new UnreadableReplyException($"a JSON {json.ValueKind} came where a list should be");

    private static string TimeOf(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}

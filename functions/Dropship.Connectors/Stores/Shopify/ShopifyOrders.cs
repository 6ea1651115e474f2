using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Reads orders with as few query points as possible.</summary>
internal sealed class ShopifyOrders(ShopifyClient client, ILogger<ShopifyOrders> logger)
{
    public const int LargestPage = 250;

    // As in the documents: so many fulfilments are asked for, at first and when there are more. Their list has no pages.
    private const int FirstParcels = 10;
    private const int MostParcels = 50;

    private readonly ConcurrentDictionary<string, int> _pageSizes = new(StringComparer.Ordinal);

    public async Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    )
    {
        var query = $"updated_at:>='{Time(from)}' AND updated_at:<'{Time(until)}'";
        var size = _pageSizes.GetValueOrDefault(account.Id, LargestPage);
        while (true)
        {
            var first = size;
            var listed = await client.SendAsync(
                account,
                ShopifyDocument.Orders,
                new
                {
                    first,
                    after = page,
                    query,
                },
                $"{Time(from)}/{Time(until)}",
                isRead: true,
                data =>
                {
                    var orders = data.Object("orders");
                    var info = orders.Object("pageInfo");
                    var next = info.Flag("hasNextPage") ? info.Text("endCursor") : null;
                    return CallResult.Success(new StoreOrderPage([.. orders.Items("nodes").Select(ShopifyMapper.Changed)], next));
                },
                cancellationToken
            );
            if (listed.IsSuccess || listed.Problem.Code != ShopifyClient.MaxCostExceeded || size == 1)
            {
                return listed;
            }

            size = Math.Max(1, size / 2);
            _pageSizes[account.Id] = size;
            Log.PageShrunk(logger, account.Id, size);
        }
    }

    /// <summary>Finds the order of a fulfilment order; null when the store has no such fulfilment order.</summary>
    public Task<CallResult<string?>> FindOrderOfAsync(
        StoreAccount account,
        string fulfillmentOrderId,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            account,
            ShopifyDocument.FulfillmentOrder,
            new { id = ShopifyMapper.Gid("FulfillmentOrder", fulfillmentOrderId) },
            fulfillmentOrderId,
            isRead: true,
            data =>
                CallResult.Success(
                    data.OptionalField("fulfillmentOrder")?.Object("order") is { } order
                        ? ShopifyMapper.Number(order.Text("id"), "Order")
                        : null
                ),
            cancellationToken
        );

    public async Task<CallResult<StoreOrderReading>> ReadAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    )
    {
        var first = await AskAsync(
            account,
            ShopifyDocument.Order,
            new { id = ShopifyMapper.Gid("Order", storeOrderId) },
            storeOrderId,
            order => (Json: order, Changed: ShopifyMapper.Changed(order), Gaps: ShopifyMapper.FindGaps(order, FirstParcels)),
            cancellationToken
        );
        if (!first.IsSuccess)
        {
            return first.As<StoreOrderReading>();
        }

        var rest = await ReadRestAsync(account, storeOrderId, first.Value.Gaps, cancellationToken);
        return rest.Map(pages => ShopifyMapper.Order(first.Value.Changed, first.Value.Json, pages, account.Locations));
    }

    public async Task<CallResult<ShopifyShipping>> ReadShippingAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    )
    {
        var first = await AskAsync(
            account,
            ShopifyDocument.OrderShipping,
            new { id = ShopifyMapper.Gid("Order", storeOrderId) },
            storeOrderId,
            order =>
            {
                var gaps = ShopifyMapper.FindGaps(order, FirstParcels);
                return (
                    IsCancelled: order.OptionalTime("cancelledAt") is not null,
                    Gaps: gaps,
                    Parts: gaps.Parts ? null : ShopifyMapper.Parts(order),
                    Parcels: gaps.Parcels ? null : ShopifyMapper.Parcels(order)
                );
            },
            cancellationToken
        );
        if (!first.IsSuccess)
        {
            return first.As<ShopifyShipping>();
        }

        var rest = await ReadRestAsync(account, storeOrderId, first.Value.Gaps, cancellationToken);
        return rest.Map(pages => new ShopifyShipping(
            first.Value.IsCancelled,
            first.Value.Parts ?? pages.Parts!,
            first.Value.Parcels ?? pages.Parcels!
        ));
    }

    /// <summary>Reads the lists that a first reply did not hold whole.</summary>
    private async Task<CallResult<ShopifyPages>> ReadRestAsync(
        StoreAccount account,
        string storeOrderId,
        ShopifyGaps gaps,
        CancellationToken cancellationToken
    )
    {
        var pages = ShopifyPages.None;
        if (gaps.LinesAfter is { } after)
        {
            var lines = await ReadLinesAsync(account, storeOrderId, after, cancellationToken);
            if (!lines.IsSuccess)
            {
                return lines.As<ShopifyPages>();
            }

            pages = pages with { Lines = lines.Value };
        }

        if (gaps.Parts)
        {
            var parts = await ReadPartsAsync(account, storeOrderId, cancellationToken);
            if (!parts.IsSuccess)
            {
                return parts.As<ShopifyPages>();
            }

            pages = pages with { Parts = parts.Value };
        }

        if (gaps.Parcels)
        {
            var parcels = await AskAsync(
                account,
                ShopifyDocument.OrderParcels,
                new { id = ShopifyMapper.Gid("Order", storeOrderId) },
                storeOrderId,
                order =>
                    ShopifyMapper.Parcels(order) is { Count: < MostParcels } all
                        ? all
                        : throw new UnreadableReplyException("the order has more fulfilments than can be read at once"),
                cancellationToken
            );
            if (!parcels.IsSuccess)
            {
                return parcels.As<ShopifyPages>();
            }

            pages = pages with { Parcels = parcels.Value };
        }

        return CallResult.Success(pages);
    }

    private async Task<CallResult<IReadOnlyList<JsonElement>>> ReadLinesAsync(
        StoreAccount account,
        string storeOrderId,
        string after,
        CancellationToken cancellationToken
    )
    {
        var lines = new List<JsonElement>();
        for (string? next = after; next is not null;)
        {
            var read = await AskAsync(
                account,
                ShopifyDocument.OrderLines,
                new { id = ShopifyMapper.Gid("Order", storeOrderId), after = next },
                storeOrderId,
                order => (Lines: order.Object("lineItems").Items("nodes"), Next: ShopifyMapper.Next(order.Object("lineItems"))),
                cancellationToken
            );
            if (!read.IsSuccess)
            {
                return read.As<IReadOnlyList<JsonElement>>();
            }

            lines.AddRange(read.Value.Lines);
            next = read.Value.Next;
        }

        return CallResult.Success<IReadOnlyList<JsonElement>>(lines);
    }

    // One fulfilment order after the other, and the lines of each page by page: lists within lists are dear.
    private async Task<CallResult<IReadOnlyList<ShopifyFulfillmentOrder>>> ReadPartsAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    )
    {
        var parts = new List<ShopifyFulfillmentOrder>();
        string? partsAfter = null;
        string? linesAfter = null;
        while (true)
        {
            var read = await AskAsync(
                account,
                ShopifyDocument.OrderParts,
                new
                {
                    id = ShopifyMapper.Gid("Order", storeOrderId),
                    partsAfter,
                    linesAfter,
                },
                storeOrderId,
                order =>
                {
                    var connection = order.Object("fulfillmentOrders");
                    var node = connection.Items("nodes").Cast<JsonElement?>().FirstOrDefault();
                    return (
                        Part: node is { } part ? ShopifyMapper.Part(part) : null,
                        NextLines: node is { } owner ? ShopifyMapper.Next(owner.Object("lineItems")) : null,
                        NextPart: ShopifyMapper.Next(connection)
                    );
                },
                cancellationToken
            );
            if (!read.IsSuccess)
            {
                return read.As<IReadOnlyList<ShopifyFulfillmentOrder>>();
            }

            if (read.Value.Part is not { } part)
            {
                return CallResult.Success<IReadOnlyList<ShopifyFulfillmentOrder>>(parts);
            }

            if (linesAfter is null)
            {
                parts.Add(part);
            }
            else
            {
                parts[^1] = parts[^1] with { Lines = [.. parts[^1].Lines, .. part.Lines] };
            }

            linesAfter = read.Value.NextLines;
            if (linesAfter is null)
            {
                partsAfter = read.Value.NextPart;
                if (partsAfter is null)
                {
                    return CallResult.Success<IReadOnlyList<ShopifyFulfillmentOrder>>(parts);
                }
            }
        }
    }

    /// <summary>Asks something of one order.</summary>
    private Task<CallResult<T>> AskAsync<T>(
        StoreAccount account,
        ShopifyDocument document,
        object variables,
        string storeOrderId,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            account,
            document,
            variables,
            storeOrderId,
            isRead: true,
            data =>
                data.TryField("order", out var order) ? CallResult.Success(read(order))
                : data.TryGetProperty("order", out _)
                    ? CallResult.Refused<T>("no-such-order", "The store has no such order.", RefusalMeaning.NotFound)
                : throw new UnreadableReplyException("'order' is missing"),
            cancellationToken
        );

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

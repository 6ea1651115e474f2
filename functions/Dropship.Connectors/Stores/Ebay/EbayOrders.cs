using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Ebay;

/// <summary>Lists and reads orders. An order that has parcels is told by two calls: itself, and its shipping fulfilments.</summary>
internal sealed class EbayOrders(EbayClient client, TimeProvider time)
{
    /// <summary>How many orders one call tells by their ids.</summary>
    public const int LargestBatch = 50;

    private const string Root = "/sell/fulfillment/v1/order";
    private const int LargestPage = 200;
    private const int MostPages = 3;
    private const int MostPasses = 3;

    private static readonly TimeSpan s_clockError = TimeSpan.FromSeconds(30);

    public Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    )
    {
        // eBay refuses an end in the future, and its clock may be behind ours: a span that reaches the present has no end, and cutting a
        // short one would make it no smaller.
        var soon = time.GetUtcNow().AddSeconds(1);
        var settled = soon - s_clockError;
        return SpanListing.ListAsync(
            from,
            until < soon ? until : soon,
            page,
            TimeSpan.FromDays(90),
            (start, stop, canBeCut, token) =>
                ListSpanAsync(
                    account,
                    start,
                    DateTimeOffset.FromUnixTimeSeconds(stop) > settled ? null : stop,
                    canBeCut && DateTimeOffset.FromUnixTimeSeconds(start) < settled ? MostPages : int.MaxValue,
                    token
                ),
            cancellationToken
        );
    }

    public async Task<CallResult<StoreOrderReading>> ReadAsync(StoreAccount account, string id, CancellationToken cancellationToken)
    {
        var read = await client.GetAsync(
            account,
            "read",
            id,
            $"{Root}/{Uri.EscapeDataString(id)}",
            json => (Changed: EbayMapper.Changed(json), Order: json),
            found => found,
            cancellationToken
        );
        return read.IsSuccess ? await CompleteAsync(account, read.Value.Order, cancellationToken) : read.As<StoreOrderReading>();
    }

    public Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadManyAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        StoreReads.ManyAsync(
            ids,
            token => ReadTogetherAsync(account, ids, token),
            (id, token) => ReadAsync(account, id, token),
            cancellationToken
        );

    private async Task<CallResult<IReadOnlyList<StoreOrderReading?>>> ReadTogetherAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var read = await client.GetAsync(
            account,
            "read",
            $"{ids.Count} orders",
            $"{Root}?orderIds={Uri.EscapeDataString(string.Join(',', ids))}",
            json => json.Items("orders"),
            found => found,
            cancellationToken
        );
        if (!read.IsSuccess)
        {
            return read.As<IReadOnlyList<StoreOrderReading?>>();
        }

        var readings = new List<StoreOrderReading?>();
        foreach (var order in read.Value.Where(order => EbayMapper.TryChanged(order) is not null))
        {
            // What cannot be told now is read alone.
            var complete = await CompleteAsync(account, order, cancellationToken);
            readings.Add(complete.IsSuccess ? complete.Value : null);
        }

        return CallResult.Success<IReadOnlyList<StoreOrderReading?>>(readings);
    }

    // Pages go by number: an order that leaves a page that was read already pulls one across its edge unread.
    private async Task<CallResult<IReadOnlyList<StoreOrderReading>?>> ListSpanAsync(
        StoreAccount account,
        long start,
        long? stop,
        int mostPages,
        CancellationToken cancellationToken
    )
    {
        for (var pass = 1; pass <= MostPasses; pass++)
        {
            var read = await ReadSpanAsync(account, start, stop, mostPages, cancellationToken);
            if (!read.IsSuccess || read.Value is not { } span)
            {
                return read.IsSuccess
                    ? CallResult.Success<IReadOnlyList<StoreOrderReading>?>(null)
                    : read.As<IReadOnlyList<StoreOrderReading>?>();
            }

            if (span.IsWhole)
            {
                return CallResult.Success<IReadOnlyList<StoreOrderReading>?>(span.Readings);
            }
        }

        return CallProblems.NotSent<IReadOnlyList<StoreOrderReading>?>("unsteady", "the orders changed each time while they were listed");
    }

    private async Task<CallResult<Span?>> ReadSpanAsync(
        StoreAccount account,
        long start,
        long? stop,
        int mostPages,
        CancellationToken cancellationToken
    )
    {
        var total = 0L;
        var readings = new List<StoreOrderReading>();
        var first = EbayMapper.Text(DateTimeOffset.FromUnixTimeSeconds(start));
        var last = stop is { } end ? EbayMapper.Text(DateTimeOffset.FromUnixTimeSeconds(end).AddMilliseconds(-1)) : string.Empty;
        var filter = Uri.EscapeDataString($"lastmodifieddate:[{first}..{last}]");
        for (var page = 0; page < mostPages; page++)
        {
            var listed = await client.GetAsync(
                account,
                "list",
                string.Create(CultureInfo.InvariantCulture, $"{start}/{stop}"),
                string.Create(CultureInfo.InvariantCulture, $"{Root}?filter={filter}&limit={LargestPage}&offset={page * LargestPage}"),
                json =>
                    (
                        Orders: json.Items("orders").Select(EbayMapper.Listed).ToList(),
                        Total: json.Whole("total"),
                        More: json.OptionalText("next") is not null
                    ),
                found => found,
                cancellationToken
            );
            if (!listed.IsSuccess)
            {
                return listed.As<Span?>();
            }

            if (listed.Value.Total > (long)mostPages * LargestPage)
            {
                break;
            }

            total = page == 0 ? listed.Value.Total : total;
            readings.AddRange(listed.Value.Orders);
            if (!listed.Value.More)
            {
                var distinct = readings.DistinctBy(one => one.StoreOrderId).ToList();
                return CallResult.Success<Span?>(new Span(distinct, page == 0 || distinct.Count >= total));
            }
        }

        return CallResult.Success<Span?>(null);
    }

    private async Task<CallResult<StoreOrderReading>> CompleteAsync(
        StoreAccount account,
        JsonElement order,
        CancellationToken cancellationToken
    )
    {
        if (!EbayMapper.HasParcels(order))
        {
            return CallResult.Success(EbayMapper.Order(order, []));
        }

        var id = EbayMapper.Changed(order).StoreOrderId;
        return await client.GetAsync(
            account,
            "fulfilments",
            id,
            $"{Root}/{Uri.EscapeDataString(id)}/shipping_fulfillment",
            json => json.Items("fulfillments"),
            parcels => EbayMapper.Order(order, parcels),
            cancellationToken
        );
    }

    private sealed record Span(IReadOnlyList<StoreOrderReading> Readings, bool IsWhole);
}

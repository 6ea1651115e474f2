using System.Globalization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shoplazza;

/// <summary>Lists and reads orders. The listing promises no order, so that spans of time are read whole.</summary>
internal sealed class ShoplazzaOrders(ShoplazzaClient client)
{
    /// <summary>How many orders one call tells by their ids.</summary>
    public const int LargestBatch = 50;

    private const int LargestPage = 250;
    private const int MostPages = 3;

    public Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    ) =>
        SpanListing.ListAsync(
            from,
            until,
            page,
            TimeSpan.FromDays(90),
            (start, stop, canBeCut, token) => ReadSpanAsync(account, start, stop, canBeCut ? MostPages : int.MaxValue, token),
            cancellationToken
        );

    public Task<CallResult<StoreOrderReading>> ReadAsync(StoreAccount account, string id, CancellationToken cancellationToken) =>
        client.SendAsync(
            account,
            "read",
            id,
            HttpMethod.Get,
            $"orders/{Uri.EscapeDataString(id)}",
            null,
            json => json.Object("order"),
            ShoplazzaMapper.Order,
            cancellationToken
        );

    public Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadManyAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        StoreReads.ManyAsync(
            ids,
            token =>
                client.SendAsync(
                    account,
                    "read",
                    $"{ids.Count} orders",
                    HttpMethod.Get,
                    $"orders?page_size={LargestPage}&{string.Join('&', ids.Select(id => $"ids={Uri.EscapeDataString(id)}"))}",
                    null,
                    json => json.Items("orders"),
                    found => (IReadOnlyList<StoreOrderReading?>)[.. found.Select(ShoplazzaMapper.TryOrder)],
                    token
                ),
            (id, token) => ReadAsync(account, id, token),
            cancellationToken
        );

    // Null where the span holds more pages than that.
    private async Task<CallResult<IReadOnlyList<StoreOrderReading>?>> ReadSpanAsync(
        StoreAccount account,
        long start,
        long stop,
        int mostPages,
        CancellationToken cancellationToken
    )
    {
        var readings = new List<StoreOrderReading>();
        string? cursor = null;
        for (var page = 0; page < mostPages; page++)
        {
            // Both ends are left out by Shoplazza.
            var query = $"orders?page_size={LargestPage}&updated_at_min={TimeOf(start - 1)}&updated_at_max={TimeOf(stop)}";
            var listed = await client.SendAsync(
                account,
                "list",
                string.Create(CultureInfo.InvariantCulture, $"{start}/{stop}"),
                HttpMethod.Get,
                cursor is null ? query : $"{query}&cursor={Uri.EscapeDataString(cursor)}",
                null,
                json =>
                    (
                        Orders: json.Items("orders").Select(ShoplazzaMapper.Order).ToList(),
                        Next: json.Flag("has_more") ? json.Text("cursor") : null
                    ),
                found => found,
                cancellationToken
            );
            if (!listed.IsSuccess)
            {
                return listed.As<IReadOnlyList<StoreOrderReading>?>();
            }

            readings.AddRange(listed.Value.Orders);
            if (listed.Value.Next is not { } next)
            {
                return CallResult.Success<IReadOnlyList<StoreOrderReading>?>([.. readings.DistinctBy(one => one.StoreOrderId)]);
            }

            // A cursor that stays would be read for ever.
            if (next == cursor)
            {
                return CallProblems.NotSent<IReadOnlyList<StoreOrderReading>?>("same-cursor", "the listing gives the same page again");
            }

            cursor = next;
        }

        return CallResult.Success<IReadOnlyList<StoreOrderReading>?>(null);
    }

    private static string TimeOf(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

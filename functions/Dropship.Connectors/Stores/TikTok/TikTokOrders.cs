using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>Lists and reads orders. The listing tells whole orders, oldest change first.</summary>
internal sealed class TikTokOrders(TikTokClient client)
{
    public const int LargestBatch = 50;
    public const string SearchPath = "/order/202309/orders/search";

    private const string LargestPage = "100";

    /// <summary>Lists the changes of a span. A page begins with the last second of the one before, so that orders which change meanwhile
    /// push nothing past the reader; TikTok's own mark is followed only where a whole page bears one second.</summary>
    public async Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    )
    {
        var start = page is null ? from.ToUnixTimeSeconds() : long.Parse(page, NumberStyles.None, CultureInfo.InvariantCulture);
        var end = Math.Max(start + 1, until.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds());
        var readings = new List<StoreOrderReading>();
        string? mark = null;
        long last;
        do
        {
            var listed = await ReadPageAsync(account, start, end, mark, cancellationToken);
            if (!listed.IsSuccess)
            {
                return listed.As<StoreOrderPage>();
            }

            if (mark is not null && listed.Value.Next == mark)
            {
                return CallResult.NotSent<StoreOrderPage>(
                    new CallProblem(ProblemKind.Unreadable, "unreadable", "the mark of the next page leads to its own page")
                );
            }

            readings.AddRange(listed.Value.Orders);
            mark = listed.Value.Next;
            last = readings.Count > 0 ? readings.Max(one => one.UpdatedAt).ToUnixTimeSeconds() : start;
        } while (mark is not null && last <= start);

        return CallResult.Success(
            new StoreOrderPage(
                [.. readings.OrderBy(one => one.UpdatedAt)],
                mark is null ? null : last.ToString(CultureInfo.InvariantCulture)
            )
        );
    }

    public async Task<CallResult<StoreOrderReading>> ReadAsync(StoreAccount account, string id, CancellationToken cancellationToken) =>
        (await ReadWithUnitsAsync(account, id, cancellationToken)).Map(order => order.Reading);

    /// <summary>Reads one order with what shipping needs of it.</summary>
    public async Task<CallResult<TikTokOrder>> ReadWithUnitsAsync(StoreAccount account, string id, CancellationToken cancellationToken)
    {
        var read = await GetAsync(
            account,
            [id],
            id,
            orders => orders.Where(order => order.Text("id") == id).Select(TikTokMapper.Order).FirstOrDefault(),
            cancellationToken
        );
        return !read.IsSuccess ? read.As<TikTokOrder>()
            : read.Value is { } order ? CallResult.Success(order)
            : StoreReads.NoSuchOrder<TikTokOrder>();
    }

    public Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadManyAsync(
        StoreAccount account,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        StoreReads.ManyAsync(
            ids,
            token => GetAsync(account, ids, $"{ids.Count} orders", orders => TryMap(orders), token),
            (id, token) => ReadAsync(account, id, token),
            cancellationToken
        );

    private Task<CallResult<T>> GetAsync<T>(
        StoreAccount account,
        IReadOnlyList<string> ids,
        string subject,
        Func<IReadOnlyList<JsonElement>, T> read,
        CancellationToken cancellationToken
    ) =>
        client.GetAsync(
            account,
            "read",
            "/order/202309/orders",
            [("ids", string.Join(',', ids))],
            subject,
            data => read(data.Items("orders")),
            cancellationToken
        );

    private Task<CallResult<(List<StoreOrderReading> Orders, string? Next)>> ReadPageAsync(
        StoreAccount account,
        long start,
        long end,
        string? mark,
        CancellationToken cancellationToken
    )
    {
        (string, string)[] query = [("page_size", LargestPage), ("sort_field", "update_time"), ("sort_order", "ASC")];
        return client.SearchAsync(
            account,
            "list",
            SearchPath,
            mark is null ? query : [.. query, ("page_token", mark)],
            new { update_time_ge = start, update_time_lt = end },
            string.Create(CultureInfo.InvariantCulture, $"{start}"),
            data =>
                (data.Items("orders").Select(order => TikTokMapper.Order(order).Reading).ToList(), data.OptionalText("next_page_token")),
            cancellationToken
        );
    }

    private static IReadOnlyList<StoreOrderReading?> TryMap(IReadOnlyList<JsonElement> orders) =>
        [
            .. orders.Select(order =>
            {
                try
                {
                    return TikTokMapper.Order(order).Reading;
                }
                catch (UnreadableReplyException)
                {
                    return null;
                }
            }),
        ];
}

using System.Collections.Concurrent;
using System.Globalization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Amazon;

/// <summary>Lists and reads orders. The listing tells whole orders in no order that is promised, so it is read to its end.</summary>
internal sealed class AmazonOrders(AmazonClient client, TimeProvider time)
{
    public const string Root = "/orders/2026-01-01/orders";

    private const string Included = "RECIPIENT,PROCEEDS,FULFILLMENT,PACKAGES,CANCELLATION";

    // A mark is good for 24 h.
    private static readonly TimeSpan s_longestKept = TimeSpan.FromHours(20);

    private readonly ConcurrentDictionary<string, HalfRead> _halfRead = new(StringComparer.Ordinal);

    /// <summary>How far the listing may be behind.</summary>
    public static TimeSpan Lag { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Lists all orders that changed since a time. Amazon itself leaves out the last two minutes.</summary>
    /// <remarks>The quota allows a page every three minutes once its burst is spent: a listing that it cuts short goes on with the next
    /// call of this instance, and ends with a page that begins where the listing was begun.</remarks>
    public async Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        string? page,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var start = page is null ? from : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(page, CultureInfo.InvariantCulture));
        var resumed = _halfRead.TryRemove(account.Id, out var left) && left.From <= start && now - left.Began < s_longestKept ? left : null;
        var listing = resumed ?? new HalfRead(start, now, [], null);
        do
        {
            var listed = await ReadPageAsync(account, listing, cancellationToken);
            if (!listed.IsSuccess)
            {
                // A mark that Amazon refuses is of no more use.
                if (listing.Next is not null && listed.Outcome == CallOutcome.NotSent)
                {
                    _halfRead[account.Id] = listing;
                }

                return listed.As<StoreOrderPage>();
            }

            listing = listing with { Readings = [.. listing.Readings, .. listed.Value.Orders], Next = listed.Value.Next };
        } while (listing.Next is not null);

        // Of what changed since it was begun, it holds a part at most.
        return CallResult.Success(
            new StoreOrderPage(
                [
                    .. listing
                        .Readings.DistinctBy(one => one.StoreOrderId)
                        .Select(one => one with { UpdatedAt = one.UpdatedAt < listing.Began ? one.UpdatedAt : listing.Began })
                        .OrderBy(one => one.UpdatedAt),
                ],
                resumed is null ? null : (listing.Began - Lag).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
            )
        );
    }

    public Task<CallResult<StoreOrderReading>> ReadAsync(StoreAccount account, string id, CancellationToken cancellationToken) =>
        client.GetAsync(
            account,
            AmazonRate.Read,
            id,
            _ => $"{Root}/{Uri.EscapeDataString(id)}?includedData={Included}",
            json => AmazonMapper.Order(json.Object("order"), account.Currency),
            found => found,
            cancellationToken
        );

    private Task<CallResult<(List<StoreOrderReading> Orders, string? Next)>> ReadPageAsync(
        StoreAccount account,
        HalfRead listing,
        CancellationToken cancellationToken
    )
    {
        var from = AmazonMapper.Text(listing.From);
        return client.GetAsync(
            account,
            AmazonRate.Search,
            from,
            known =>
                $"{Root}?lastUpdatedAfter={from}&marketplaceIds={known.MarketplaceId}&includedData={Included}"
                + (listing.Next is { } mark ? $"&paginationToken={Uri.EscapeDataString(mark)}" : string.Empty),
            json =>
                (
                    Orders: json.Items("orders").Select(order => AmazonMapper.Order(order, account.Currency)).ToList(),
                    Next: json.OptionalField("pagination")?.OptionalText("nextToken")
                ),
            found => found,
            cancellationToken
        );
    }

    private sealed record HalfRead(DateTimeOffset From, DateTimeOffset Began, IReadOnlyList<StoreOrderReading> Readings, string? Next);
}

using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>Lists orders from stored state. Its cost depends on the open orders, not on all orders.</summary>
public sealed class OrderLister(IOrders orders, TimeProvider time)
{
    /// <summary>So many orders at their end are listed at the most; older ones are looked up one by one.</summary>
    public const int MostEnded = 1000;

    /// <summary>How many days back ended orders are listed by default, by the day they were first seen.</summary>
    public const int DaysBack = 7;

    private static readonly Comparer<DateTimeOffset?> s_soonestFirst = Comparer<DateTimeOffset?>.Create(
        (one, other) => (one ?? DateTimeOffset.MaxValue).CompareTo(other ?? DateTimeOffset.MaxValue)
    );

    /// <summary>All open orders.</summary>
    public Task<OrderListing> ReadOpenAsync(CancellationToken cancellationToken) => ReadAsync(null, cancellationToken);

    /// <summary>All open orders, and those at their end that were first seen since a day.</summary>
    /// <param name="since">The day, in UTC; null for some days back.</param>
    public Task<OrderListing> ReadWithEndedAsync(DateOnly? since, CancellationToken cancellationToken) =>
        ReadAsync(since ?? Today().AddDays(-DaysBack), cancellationToken);

    /// <summary>The orders at risk, those with the nearest deadline first.</summary>
    public async Task<OrderListing> ReadAtRiskAsync(CancellationToken cancellationToken)
    {
        var all = await ReadWithEndedAsync(null, cancellationToken);
        return new OrderListing(
            [
                .. all
                    .Orders.Where(order => order.IsAtRisk)
                    .OrderBy(order => order.AwaitsShipBy ? order.ShipBy : null, s_soonestFirst)
                    .ThenBy(order => order.FirstSeenAt),
            ],
            all.IsCut
        );
    }

    /// <summary>The orders of which a person had a push to the store ignored, the newest first.</summary>
    /// <param name="since">The day since which those at their end were first seen, in UTC; null for some days back.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<OrderListing> ReadIgnoredAsync(DateOnly? since, CancellationToken cancellationToken)
    {
        var all = await ReadWithEndedAsync(since, cancellationToken);
        return all with { Orders = [.. all.Orders.Where(order => order.PurchaseOrders.Any(purchase => purchase.IsPushIgnored))] };
    }

    private async Task<OrderListing> ReadAsync(DateOnly? since, CancellationToken cancellationToken)
    {
        var list = new Dictionary<OrderKey, OrderSummary>();
        await foreach (var order in orders.ListOpenAsync(null, cancellationToken))
        {
            list[order.Key] = order;
        }

        // The ended after the open, so that nothing is missed that moves there meanwhile.
        var most = list.Count + MostEnded;
        var isCut = false;
        for (var day = Today(); day >= since && !isCut; day = day.AddDays(-1))
        {
            await foreach (var order in orders.ListEndedAsync(day, cancellationToken))
            {
                if (list.Count == most)
                {
                    isCut = true;
                    break;
                }

                list.TryAdd(order.Key, order);
            }
        }

        return new OrderListing([.. list.Values.OrderByDescending(order => order.FirstSeenAt)], isCut);
    }

    private DateOnly Today() => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}

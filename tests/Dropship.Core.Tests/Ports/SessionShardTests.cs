using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Ports;

public sealed class SessionShardTests
{
    [Fact]
    public void What_is_bought_for_one_store_order_goes_one_way_on_every_instance()
    {
        // Written down: messages of the same order may be sent by an older instance and by a newer one.
        Assert.Equal("purchasing-one~2", SessionShard.Of("purchasing-one", new OrderKey("shop-one", "6100000032785")));
        Assert.Equal(
            SessionShard.Of("purchasing-one", new OrderKey("shop-one", "1001")),
            SessionShard.Of("purchasing-one", new OrderKey("shop-two", "1001"))
        );
    }

    [Fact]
    public void Orders_spread_over_all_lanes_and_accounts_share_none()
    {
        var orders = Enumerable
            .Range(0, 800)
            .Select(number => new OrderKey(
                "shop-one",
                (6_100_000_000_000 + (number * 1024L)).ToString(System.Globalization.CultureInfo.InvariantCulture)
            ))
            .ToList();
        var lanes = orders.CountBy(order => SessionShard.Of("purchasing-one", order)).ToList();

        Assert.Equal(SessionShard.Count, lanes.Count);
        Assert.All(lanes, lane => Assert.InRange(lane.Value, 50, 200));
        Assert.Empty(orders.Select(order => SessionShard.Of("purchasing-two", order)).Intersect(lanes.Select(lane => lane.Key)));
    }
}

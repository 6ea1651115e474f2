using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>Whether the store had all numbers in time is decided once, by its own word, and kept.</summary>
public sealed class PushedOrdersTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(72, true, "met")]
    [InlineData(1, false, "missed")]
    [InlineData(null, null, "none")]
    public async Task It_is_decided_with_the_last_confirmed_number_and_counted_once(int? hours, bool? isOnTime, string counted)
    {
        _world.ShipBy = hours is { } left ? _world.Clock.GetUtcNow().AddHours(left) : null;
        var purchase = await _world.PaidAsync();
        Assert.Null((await _world.ReadAsync("1001")).PushedAt);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        await ShippedAsync(purchase.Key);

        var order = await _world.ReadAsync("1001");
        Assert.Equal(_world.Clock.GetUtcNow(), order.PushedAt);
        Assert.Equal(isOnTime, order.IsOnTime);
        Assert.Equal(isOnTime, OrderSummary.Of(order).IsOnTime);
        var events = await _world.Orders.ReadEventsAsync(order.Key, CancellationToken.None);
        Assert.Equal(counted, Assert.Single(events, told => told.What == EventKinds.OrderPushed).After);

        _world.Metrics.Record(order, events);
        Assert.Equal(
            [$"dropship.orders.pushed 1 store=shop-one deadline={counted}"],
            _world.Meters.Lines.Where(line => line.StartsWith("dropship.orders.pushed", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_deadline_that_moves_later_changes_nothing()
    {
        _world.ShipBy = _world.Clock.GetUtcNow().AddDays(3);
        await ShippedAsync((await _world.PaidAsync()).Key);
        var order = await _world.ReadAsync("1001");
        order = order with { StoreOrder = order.StoreOrder with { ShipBy = order.PushedAt!.Value.AddDays(-3) } };
        var edit = new OrderEdit(order, Actor.Store, _world.Clock.GetUtcNow());
        PushedOrders.Note(edit);

        Assert.False(edit.HasChanged);
        Assert.True(edit.Record.IsOnTime);
    }

    private async Task ShippedAsync(PurchaseOrderKey key)
    {
        await _world.ShipAsync("YT8800000000001");
        await _world.PlayAsync(key);
    }
}

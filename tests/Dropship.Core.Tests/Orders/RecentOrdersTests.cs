using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>What this instance has just written is known without a look, for a moment, and only until somebody else is found to have
/// changed it.</summary>
public sealed class RecentOrdersTests
{
    private readonly World _world = new();
    private readonly ObservedOrders _orders;

    public RecentOrdersTests() => _orders = new ObservedOrders(_world.Orders, new RecentOrders(_world.Clock), _world.Metrics);

    [Fact]
    public async Task An_order_is_known_for_a_moment_and_then_looked_up_again()
    {
        var order = await _orders.RequireAsync((await _world.AskedAsync()).Key.Order, CancellationToken.None);

        Assert.Same(order, _orders.FindRecent(order.Key));
        _world.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(_orders.FindRecent(order.Key));
    }

    [Fact]
    public async Task A_save_that_another_was_faster_than_forgets_the_order()
    {
        var order = await _orders.RequireAsync((await _world.AskedAsync()).Key.Order, CancellationToken.None);
        await _world.Orders.EditAsync(
            order.Key,
            Actor.System,
            _world.Clock,
            edit => edit.AddEvent(new EventKind("note"), "somebody else's"),
            CancellationToken.None
        );
        var change = new OrderEdit(order, Actor.System, _world.Clock.GetUtcNow());
        change.AddEvent(new EventKind("note"), "ours");

        await Assert.ThrowsAsync<OrderChangedException>(() => _orders.SaveAsync(change.Record, change.Events, CancellationToken.None));

        Assert.Null(_orders.FindRecent(order.Key));
    }

    [Fact]
    public async Task An_old_reading_takes_the_place_of_nothing_newer()
    {
        var old = await _orders.RequireAsync((await _world.AskedAsync()).Key.Order, CancellationToken.None);
        var recent = new RecentOrders(_world.Clock);
        var newer = old with { EventCount = old.EventCount + 1 };
        recent.Note(newer);
        recent.Note(old);

        Assert.Same(newer, recent.Find(old.Key));
    }

    [Fact]
    public async Task A_full_memory_takes_no_further_order_and_keeps_those_it_has_up_to_date()
    {
        var order = await _orders.RequireAsync((await _world.AskedAsync()).Key.Order, CancellationToken.None);
        var recent = new RecentOrders(_world.Clock);
        recent.Note(order);
        for (var number = 0; number < 1000; number++)
        {
            recent.Note(order with { Key = new OrderKey(World.Account, $"other-{number}") });
        }

        var newer = order with { EventCount = order.EventCount + 1 };
        recent.Note(newer);

        Assert.Same(newer, recent.Find(order.Key));
        Assert.Null(recent.Find(new OrderKey(World.Account, "other-999")));
    }
}

using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>A list shows all that is open, and of those at their end no more than was asked for.</summary>
public sealed class OrderListerTests
{
    private readonly World _world = new();

    private OrderLister Lister => new(_world.Orders, _world.Clock);

    [Fact]
    public async Task Open_orders_are_listed_however_old_and_ended_ones_of_the_last_days()
    {
        await ShowAsync("open", OrderState.Held);
        await ShowAsync("ended", OrderState.Fulfilled);
        _world.Clock.Advance(TimeSpan.FromDays(OrderLister.DaysBack));
        Assert.Equal(["open"], await IdsAsync(Lister.ReadOpenAsync(CancellationToken.None)));
        Assert.Equal(["ended", "open"], await IdsAsync(Lister.ReadWithEndedAsync(null, CancellationToken.None)));

        var first = DateOnly.FromDateTime(_world.Clock.GetUtcNow().UtcDateTime).AddDays(-OrderLister.DaysBack);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await ShowAsync("newest", OrderState.Cancelled);
        Assert.Equal(["newest", "open"], await IdsAsync(Lister.ReadWithEndedAsync(null, CancellationToken.None)));
        Assert.Equal(["ended", "newest", "open"], await IdsAsync(Lister.ReadWithEndedAsync(first, CancellationToken.None)));
    }

    [Fact]
    public async Task More_than_may_be_listed_are_cut_and_that_is_said()
    {
        await ShowAsync("open", OrderState.Held);
        for (var index = 0; index < OrderLister.MostEnded; index++)
        {
            await ShowAsync($"{index}", OrderState.Fulfilled);
        }

        Assert.False((await Lister.ReadWithEndedAsync(null, CancellationToken.None)).IsCut);
        await ShowAsync("one more", OrderState.Fulfilled);
        var listing = await Lister.ReadWithEndedAsync(null, CancellationToken.None);

        Assert.True(listing.IsCut);
        Assert.Equal(OrderLister.MostEnded + 1, listing.Orders.Count);
        Assert.Contains(listing.Orders, order => order.Key.StoreOrderId == "open");
    }

    private Task ShowAsync(string id, OrderState state)
    {
        var now = _world.Clock.GetUtcNow();
        var record = new Order
        {
            Key = new OrderKey(World.Account, id),
            StoreOrder = World.Order(id, ("L1", "SKU", 1)),
            State = state,
            StateSince = now,
            FirstSeenAt = now,
        };
        return _world.Orders.UpdateListingAsync(record, isListed: false, CancellationToken.None);
    }

    private static async Task<IEnumerable<string>> IdsAsync(Task<OrderListing> listing) =>
        (await listing).Orders.Select(order => order.Key.StoreOrderId).Order(StringComparer.Ordinal);
}

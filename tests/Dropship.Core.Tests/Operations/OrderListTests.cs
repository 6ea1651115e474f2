using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>No order is missing in the list for what another instance broke off.</summary>
public sealed class OrderListTests
{
    private readonly World _world = new();

    [Fact]
    public async Task An_order_that_rests_and_was_never_listed_is_listed_with_its_next_change()
    {
        var order = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Authorized };
        _world.Store.Orders["1001"] = order;
        await _world.RunAsync();
        _world.Orders.Unlist(new OrderKey(World.Account, "1001"));

        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        _world.Store.Orders["1001"] = order with
        {
            UpdatedAt = _world.Clock.GetUtcNow(),
            Note = "please be quick",
            Total = order.Total + order.Total,
        };
        _world.Queues.StoreChanges.Enqueue(new StoreChange(new OrderKey(World.Account, "1001"), _world.Clock.GetUtcNow()));
        await _world.DrainAsync();

        var listed = new List<OrderSummary>();
        await foreach (var summary in _world.Orders.ListOpenAsync(null, CancellationToken.None))
        {
            listed.Add(summary);
        }

        Assert.Equal(OrderState.AwaitingPayment, Assert.Single(listed).State);
    }

    [Theory]
    [InlineData("#1001", true)]
    [InlineData("1001", true)]
    [InlineData(" yt 8800000000001 ", true)]
    [InlineData("1002", false)]
    [InlineData("#", false)]
    public async Task An_order_is_known_by_each_number_that_people_have_of_it(string number, bool isKnown)
    {
        await _world.PaidAsync();
        await _world.ShipAsync("YT8800000000001");
        var summary = OrderSummary.Of(await _world.ReadAsync("1001"));

        Assert.Equal(isKnown, summary.IsKnownAs(number));
        Assert.True(summary.IsKnownAs(_world.Market.Single.OrderId));
        Assert.True(summary.IsKnownAs(summary.PurchaseOrders[0].Key));
    }
}

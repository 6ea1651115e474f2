using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Ports;

public sealed class PlacementMessageIdTests
{
    private static readonly DateTimeOffset s_time = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Calls_of_one_moment_for_different_things_have_different_names()
    {
        var purchase = World.Purchase(PurchaseOrderState.Planned) with { StateSince = s_time };
        var order = new Order
        {
            Key = purchase.Key.Order,
            StoreOrder = World.Order("1"),
            State = OrderState.Purchasing,
            StateSince = s_time,
            FirstSeenAt = s_time,
        };

        PlacementMessageId[] calls =
        [
            PlacementMessageId.Planned(purchase),
            PlacementMessageId.Changed(order),
            PlacementMessageId.At(s_time),
        ];

        Assert.Distinct(calls.Select(call => call.Name));
        Assert.Equal([null, null, s_time], calls.Select(call => call.NotBefore));
    }

    [Fact]
    public void The_same_call_has_the_same_name_and_a_later_one_another()
    {
        var purchase = World.Purchase(PurchaseOrderState.Planned) with { StateSince = s_time };

        Assert.Equal(PlacementMessageId.Planned(purchase), PlacementMessageId.Planned(purchase with { Hold = null }));
        Assert.NotEqual(
            PlacementMessageId.Planned(purchase),
            PlacementMessageId.Planned(purchase with { StateSince = s_time.AddMilliseconds(1) })
        );
    }
}

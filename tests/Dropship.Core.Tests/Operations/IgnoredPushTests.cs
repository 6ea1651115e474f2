using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>What a person had ignored can be listed, at its end too.</summary>
public sealed class IgnoredPushTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_push_that_a_person_ignored_is_listed()
    {
        var key = (await _world.PaidAsync()).Key;
        _world.Store.OnPush = _ => CallResult.Refused<TrackingReceipt>("422", "no");
        await _world.ShipAsync("73123456789012");
        await _world.PlayAsync(key);
        var lister = new OrderLister(_world.Orders, _world.Clock);
        Assert.Equal(PurchaseOrderState.PushRefused, (await _world.PurchaseAsync("1001")).State);
        Assert.Empty((await lister.ReadIgnoredAsync(null, CancellationToken.None)).Orders);

        Assert.True(await _world.Shipments.MarkShippedAsync(key, "Ann", "entered there", CancellationToken.None));
        Assert.Equal("1001", Assert.Single((await lister.ReadIgnoredAsync(null, CancellationToken.None)).Orders).Key.StoreOrderId);
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>A warehouse system is told of each purchase order what happened to it, once, until it takes it.</summary>
public sealed class EventDeliveryTests
{
    private const string Number = "YT8800000000001";

    private readonly World _world = new();

    [Fact]
    public async Task It_is_told_of_placing_shipping_and_arrival_once_each_and_the_history_says_so()
    {
        _world.Warehouse.IsOn = true;
        var key = (await _world.PaidAsync()).Key;
        await LookAsync();
        await _world.ShipAsync(Number);
        await _world.PlayAsync(key);
        await LookAsync();
        await LookAsync();

        Assert.Equal([PurchaseEventKind.Placed, PurchaseEventKind.Shipped], _world.Warehouse.Told.Select(told => told.Kind));
        Assert.EndsWith($":{Number}", _world.Warehouse.Told[1].Id, StringComparison.Ordinal);
        Assert.Equal(PurchaseOrderState.Completed, (await _world.PurchaseAsync("1001")).State);

        _world.Market.Parcels[_world.Market.Single.OrderId][0] = _world.Market.Parcels[_world.Market.Single.OrderId][0] with
        {
            Status = ParcelStatus.Delivered,
        };
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await LookAsync();

        Assert.Equal(PurchaseEventKind.Arrived, _world.Warehouse.Told[^1].Kind);
        Assert.Equal(3, _world.Warehouse.Told.DistinctBy(told => told.Id, StringComparer.Ordinal).Count());
        Assert.Equal(_world.Warehouse.Told.Select(told => told.Id), (await _world.PurchaseAsync("1001")).ToldEvents);
        Assert.Equal(
            3,
            (await _world.Orders.ReadEventsAsync(key.Order, CancellationToken.None)).Count(one => one.What == EventKinds.WarehouseTold)
        );
    }

    [Fact]
    public async Task While_it_takes_nothing_an_alert_tells_so_and_it_is_told_later()
    {
        _world.Warehouse.IsOn = true;
        await _world.PaidAsync();
        _world.Warehouse.Problem = new CallProblem(ProblemKind.Transient, "timeout", "no answer");
        await LookAsync();
        await LookAsync();
        var notice = Assert.Single(_world.AlertRows.Open).Value.Notice;
        Assert.Equal(("SERVICE_DOWN", "WMS"), (notice.Code, notice.Subject));
        Assert.Equal(1, Assert.Single(_world.AlertRows.Raised).Value);

        _world.Warehouse.Problem = null;
        await LookAsync();

        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(PurchaseEventKind.Placed, Assert.Single(_world.Warehouse.Told).Kind);
    }

    [Fact]
    public async Task Without_one_nothing_is_noted()
    {
        await _world.PaidAsync();
        await LookAsync();

        Assert.Empty(await _world.Untold.ListAsync(CancellationToken.None).ToListAsync());
        Assert.Empty((await _world.PurchaseAsync("1001")).ToldEvents);
    }

    private Task LookAsync() => _world.Events.LookAsync(CancellationToken.None);
}

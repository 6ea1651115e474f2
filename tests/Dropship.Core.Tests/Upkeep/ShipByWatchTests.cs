using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>The store's deadline is watched whatever an order waits for.</summary>
public sealed class ShipByWatchTests
{
    private readonly World _world = new();

    [Fact]
    public async Task An_order_that_nobody_mapped_is_told_near_the_deadline_and_at_it()
    {
        await HeldAsync();
        await _world.Deadlines.LookAsync(CancellationToken.None);
        Assert.DoesNotContain(Codes(), code => code.StartsWith("SHIP_BY", StringComparison.Ordinal));

        _world.Clock.Advance(TimeSpan.FromHours(30) - _world.Fulfilment.WarnBeforeShipBy);
        await _world.Deadlines.LookAsync(CancellationToken.None);
        await _world.Deadlines.LookAsync(CancellationToken.None);
        Assert.Contains(HoldReasons.ShipByNear.Code, Codes());

        _world.Clock.Advance(_world.Fulfilment.WarnBeforeShipBy);
        await _world.Deadlines.LookAsync(CancellationToken.None);
        await _world.Deadlines.LookAsync(CancellationToken.None);
        Assert.Contains(HoldReasons.ShipByPassed.Code, Codes());
        Assert.DoesNotContain(HoldReasons.ShipByNear.Code, Codes());

        var told = (await _world.Orders.ReadEventsAsync(new OrderKey(World.Account, "1001"), CancellationToken.None)).Where(one =>
            one.What == EventKinds.ShipBy
        );
        Assert.Equal(["Near", "Passed"], told.Select(one => one.After));
    }

    [Fact]
    public async Task A_suspected_parcel_does_not_stop_the_clock()
    {
        _world.ShipBy = _world.Clock.GetUtcNow().AddDays(3);
        var key = (await _world.PaidAsync()).Key;
        _world.Market.Status = ParcelStatus.InfoReceived;
        await _world.ShipAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromHours(1));
        await _world.PlayAsync(key);

        await _world.Deadlines.LookAsync(CancellationToken.None);

        Assert.Equal([HoldReasons.ShipmentSuspected.Code, HoldReasons.ShipByNear.Code], Codes().Order(StringComparer.Ordinal));
        var atRisk = await new OrderLister(_world.Orders, _world.Clock).ReadAtRiskAsync(CancellationToken.None);
        Assert.Equal("1001", Assert.Single(atRisk.Orders).Key.StoreOrderId);
    }

    [Fact]
    public async Task What_is_shipped_in_time_is_told_to_nobody()
    {
        _world.ShipBy = _world.Clock.GetUtcNow().AddDays(1);
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync("73123456789012");
        await _world.PlayAsync(key);
        _world.Clock.Advance(TimeSpan.FromDays(2));

        await _world.Deadlines.LookAsync(CancellationToken.None);

        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task It_is_over_when_the_order_is_shipped_or_the_store_gives_more_time()
    {
        _world.ShipBy = _world.Clock.GetUtcNow().AddHours(1);
        var key = (await _world.PaidAsync()).Key;
        await _world.Deadlines.LookAsync(CancellationToken.None);
        Assert.Equal([HoldReasons.ShipByNear.Code], Codes());

        await _world.ShipAsync("73123456789012");
        await _world.PlayAsync(key);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task An_order_that_cannot_be_changed_keeps_no_other_back()
    {
        foreach (var id in (ReadOnlySpan<string>)["1001", "1002", "1003"])
        {
            _world.Store.Orders[id] = World.Order(id, ("L1", "SKU-B", 1)) with { ShipBy = _world.Clock.GetUtcNow().AddHours(1) };
        }

        await _world.RunAsync();
        var saves = 0;
        _world.Orders.OnEdge = () =>
        {
            if (++saves == 1)
            {
                throw new InvalidOperationException("a row that cannot be read");
            }
        };

        var failed = await Assert.ThrowsAsync<AggregateException>(() => _world.Deadlines.LookAsync(CancellationToken.None));

        Assert.Single(failed.InnerExceptions);
        Assert.Equal(2, Codes().Count(code => code == HoldReasons.ShipByNear.Code));
    }

    [Fact]
    public async Task The_most_urgent_comes_first()
    {
        foreach (var (id, hours) in (ReadOnlySpan<(string, int)>)[("1001", 9), ("1002", 3), ("1003", 6), ("1004", 900)])
        {
            _world.Store.Orders[id] = World.Order(id, ("L1", "SKU-B", 1)) with { ShipBy = _world.Clock.GetUtcNow().AddHours(hours) };
        }

        await _world.RunAsync();
        await _world.Deadlines.LookAsync(CancellationToken.None);

        var atRisk = await new OrderLister(_world.Orders, _world.Clock).ReadAtRiskAsync(CancellationToken.None);
        Assert.Equal(["1002", "1003", "1001"], atRisk.Orders.Select(order => order.Key.StoreOrderId));
    }

    private async Task HeldAsync()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-B", 1)) with { ShipBy = _world.Clock.GetUtcNow().AddHours(30) };
        await _world.RunAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
    }

    private IEnumerable<string> Codes() => _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code);
}

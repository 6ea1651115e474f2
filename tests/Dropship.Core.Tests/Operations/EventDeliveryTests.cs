using System.Globalization;
using System.Text.Json;
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

        Assert.Empty(await _world.Untold.ListAsync(CancellationToken.None));
        Assert.Empty((await _world.PurchaseAsync("1001")).ToldEvents);
    }

    [Fact]
    public async Task A_host_that_stops_in_the_call_or_before_the_save_loses_no_event()
    {
        _world.Warehouse.IsOn = true;
        await _world.PaidAsync();
        _world.Warehouse.OnCall = _ => throw new OperationCanceledException();
        await Assert.ThrowsAsync<OperationCanceledException>(LookAsync);

        _world.Warehouse.OnCall = null;
        _world.Orders.BeforeSave = _ => throw new OperationCanceledException();
        await Assert.ThrowsAsync<OperationCanceledException>(LookAsync);

        _world.Orders.BeforeSave = null;
        await LookAsync();
        Assert.Equal(2, _world.Warehouse.Told.Count);
        Assert.Single(_world.Warehouse.Told.DistinctBy(told => told.Id, StringComparer.Ordinal));
        Assert.Equal(_world.Warehouse.Told[0].Id, Assert.Single((await _world.PurchaseAsync("1001")).ToldEvents));
        Assert.Empty(await WaitingAsync());
    }

    [Fact]
    public async Task News_that_come_while_it_is_told_are_told_by_the_next_run()
    {
        _world.Warehouse.IsOn = true;
        await _world.PaidAsync();
        _world.Warehouse.OnCall = async _ =>
        {
            _world.Warehouse.OnCall = null;
            await _world.ShipAsync(Number);
        };
        await LookAsync();
        Assert.Equal(PurchaseEventKind.Placed, Assert.Single(_world.Warehouse.Told).Kind);

        await LookAsync();

        Assert.Equal([PurchaseEventKind.Placed, PurchaseEventKind.Shipped], _world.Warehouse.Told.Select(told => told.Kind));
        Assert.Empty(await WaitingAsync());
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_keeps_no_other_back_and_an_alert_tells_so()
    {
        var keys = await WaitAsync(3);
        _world.Orders.BeforeLoad = key =>
        {
            if (key == keys[0].Order)
            {
                throw new JsonException("broken");
            }
        };

        var thrown = await Assert.ThrowsAsync<AggregateException>(LookAsync);

        Assert.IsType<JsonException>(Assert.Single(thrown.InnerExceptions));
        Assert.Equal(2, _world.Warehouse.Told.Count);
        Assert.Equal([keys[0]], await WaitingAsync());
        Assert.Contains(keys[0].Value, Assert.Single(_world.AlertRows.Open).Value.Notice.Detail, StringComparison.Ordinal);

        _world.Orders.BeforeLoad = null;
        await LookAsync();
        Assert.Equal(3, _world.Warehouse.Told.Count);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task After_three_failures_in_a_row_it_is_left_alone_and_the_next_run_begins_with_the_others()
    {
        var keys = await WaitAsync(5);
        _world.Warehouse.Problem = new CallProblem(ProblemKind.Rejected, "404", "not found");
        var called = new List<PurchaseOrderKey>();
        _world.Warehouse.OnCall = purchase =>
        {
            called.Add(purchase.Key);
            return Task.CompletedTask;
        };
        await LookAsync();
        Assert.Equal(keys.Take(3), called);
        Assert.Single(_world.AlertRows.Open);

        _world.Warehouse.Problem = null;
        await LookAsync();

        Assert.Equal([.. keys.Take(3), keys[3], keys[4], .. keys.Take(3)], called);
        Assert.Empty(await WaitingAsync());
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task One_run_tells_of_a_hundred_at_the_most_and_the_alert_stays_until_all_is_told()
    {
        await WaitAsync(101);
        _world.Warehouse.Problem = new CallProblem(ProblemKind.Transient, "timeout", "no answer");
        await LookAsync();
        _world.Warehouse.Problem = null;

        await LookAsync();
        Assert.Equal(100, _world.Warehouse.Told.Count);
        Assert.Single(_world.AlertRows.Open);

        await LookAsync();
        Assert.Equal(101, _world.Warehouse.Told.Count);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task One_run_ends_after_a_minute()
    {
        await WaitAsync(5);
        _world.Warehouse.OnCall = _ =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        };

        await LookAsync();

        Assert.Equal(2, _world.Warehouse.Told.Count);
        Assert.Equal(3, (await WaitingAsync()).Count());
    }

    // Purchase orders that were placed, in the order in which they wait.
    private async Task<List<PurchaseOrderKey>> WaitAsync(int count)
    {
        await _world.PaidAsync();
        _world.Warehouse.IsOn = true;
        var order = await _world.ReadAsync("1001");
        var keys = new List<PurchaseOrderKey>();
        for (var number = 1; number <= count; number++)
        {
            var key = new OrderKey(World.Account, number.ToString(CultureInfo.InvariantCulture));
            var purchase = order.PurchaseOrders.Single() with
            {
                Key = PurchaseOrderKey.Create(key, "supplier-1", "digest", PurchasePurpose.Sale, 1),
            };
            await _world.Orders.SaveAsync(
                order with
                {
                    Key = key,
                    PurchaseOrders = [purchase],
                    Version = null,
                },
                [],
                CancellationToken.None
            );
            await _world.Untold.AddAsync(purchase.Key, CancellationToken.None);
            keys.Add(purchase.Key);
        }

        return keys;
    }

    private async Task<IEnumerable<PurchaseOrderKey>> WaitingAsync() =>
        (await _world.Untold.ListAsync(CancellationToken.None)).Select(listed => listed.Key);

    private Task LookAsync() => _world.Events.LookAsync(CancellationToken.None);
}

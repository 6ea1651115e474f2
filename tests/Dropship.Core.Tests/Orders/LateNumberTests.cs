using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>The supplier names another number when the purchase order is completed.</summary>
public sealed class LateNumberTests
{
    private static readonly OrderKey s_order = new(World.Account, "1001");

    private readonly World _world = new();

    [Fact]
    public async Task A_waybill_that_is_replaced_after_the_end_is_told_to_a_person_with_both_numbers_until_the_store_shows_it()
    {
        await ReplacedAfterTheEndAsync();
        var hold = (await _world.PurchaseAsync("1001")).Hold;
        Assert.Equal(HoldReasons.TrackingOutdated.Code, hold?.Code);
        Assert.Contains("the store has ZTO1, the supplier says ZTO-NEW", hold!.Detail, StringComparison.Ordinal);
        Assert.Equal(hold.Detail, Assert.Single(_world.AlertRows.Open.Values).Notice.Detail);

        // Looked at again, it is told once.
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.Queues.SendOrderAsync(s_order, CancellationToken.None);
        await _world.DrainAsync();
        Assert.Single(await ToldAsync());

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { Fulfilments = [order.Fulfilments[0] with { TrackingNumbers = ["ZTO-NEW"] }] });
        await _world.RunAsync();
        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            (OrderState.Fulfilled, PurchaseOrderState.Completed, null),
            (record.State, record.PurchaseOrders.Single().State, record.PurchaseOrders.Single().Hold)
        );
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_person_lets_the_old_number_stand_and_is_told_again_only_of_another_one()
    {
        await ReplacedAfterTheEndAsync();
        Assert.Equal(
            [HoldReasons.TrackingOutdated.Code],
            await _world.Commands.ReleaseAsync(s_order, "Ann", "the customer has it", CancellationToken.None)
        );
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.DrainAsync();
        Assert.Null((await _world.PurchaseAsync("1001")).Hold);
        Assert.Empty(_world.AlertRows.Open);

        await ReplaceAsync("ZTO-NEWER");
        Assert.Equal(HoldReasons.TrackingOutdated.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);
    }

    [Fact]
    public async Task A_parcel_that_comes_up_after_the_end_is_told_to_a_person_too()
    {
        await _world.PaidAsync();
        var id = _world.Market.Single.OrderId;
        _world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        await _world.NewsAsync(id);
        await _world.PlayAsync((await _world.PurchaseAsync("1001")).Key);
        _world.Clock.Advance(TimeSpan.FromHours(5));
        _world.Market.Ship(id, "ZTO2", new ParcelLine($"{id}0", 1));
        await _world.NewsAsync(id);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Completed, HoldReasons.TrackingOutdated.Code), (now.State, now.Hold?.Code));
        Assert.Contains("the store has no number, the supplier says ZTO2", now.Hold!.Detail, StringComparison.Ordinal);
    }

    private async Task ReplacedAfterTheEndAsync()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO1");
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        _world.Clock.Advance(TimeSpan.FromHours(5));
        await ReplaceAsync("ZTO-NEW");
    }

    private async Task ReplaceAsync(string number)
    {
        var id = _world.Market.Single.OrderId;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Parcels[id][0] = _world.Market.Parcels[id][0] with { WaybillNumber = number };
        _world.Market.Change(id, order => order);
        await _world.NewsAsync(id);
    }

    private async Task<IReadOnlyList<OrderEvent>> ToldAsync() =>
        [
            .. (await _world.Orders.ReadEventsAsync(s_order, CancellationToken.None)).Where(told =>
                told.After == HoldReasons.TrackingOutdated.Code
            ),
        ];
}

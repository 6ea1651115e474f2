using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Planning;

/// <summary>1688 says that all is shipped, and the parcels hold less.</summary>
public sealed class MissingPiecesTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_is_not_fulfilled_while_pieces_of_ours_are_open_in_the_store(bool isSentInTheEnd)
    {
        await OneOfTwoAsync();
        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            (OrderState.Held, HoldReasons.PiecesMissing.Code, "1 of line L1", PurchaseOrderState.Completed),
            (record.State, record.Hold?.Code, record.Hold?.Detail, record.PurchaseOrders.Single().State)
        );
        Assert.Equal([HoldReasons.PiecesMissing.Code], _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code));

        // Looked at again it stays, and nothing is bought for it.
        await _world.Commands.ReleaseAsync(record.Key, "Ann", "asked the supplier", CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(HoldReasons.PiecesMissing.Code, (await _world.ReadAsync("1001")).Hold?.Code);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Payment = isSentInTheEnd ? order.Payment : StorePaymentStatus.PartiallyRefunded,
                    Fulfilment = StoreFulfilmentStatus.Fulfilled,
                    Fulfilments = isSentInTheEnd
                        ? [.. order.Fulfilments, new StoreFulfilment("F9", false, ["BY-HAND"], [new LineQuantity("L1", 1)])]
                        : order.Fulfilments,
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }],
                }
        );
        await _world.RunAsync();
        Assert.Equal((OrderState.Fulfilled, null), ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold));
        Assert.Empty(_world.AlertRows.Open);
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task A_parcel_that_comes_up_later_leaves_it_open_until_the_store_has_its_number()
    {
        await OneOfTwoAsync();
        var id = _world.Market.Single.OrderId;
        _world.Clock.Advance(TimeSpan.FromHours(1));
        _world.Market.Ship(id, "ZTO2", new ParcelLine($"{id}0", 1));
        await _world.NewsAsync(id);
        await _world.DrainAsync();
        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            (OrderState.Held, HoldReasons.PiecesMissing.Code, HoldReasons.TrackingOutdated.Code),
            (record.State, record.Hold?.Code, record.PurchaseOrders.Single().Hold?.Code)
        );

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Fulfilment = StoreFulfilmentStatus.Fulfilled,
                    Fulfilments = [.. order.Fulfilments, new StoreFulfilment("F9", false, ["ZTO2"], [new LineQuantity("L1", 1)])],
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }],
                }
        );
        await _world.RunAsync();
        record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Fulfilled, null), (record.State, record.PurchaseOrders.Single().Hold));
        Assert.Empty(_world.AlertRows.Open);
    }

    private async Task OneOfTwoAsync()
    {
        var purchase = await _world.PaidAsync();
        var id = _world.Market.Single.OrderId;
        _world.Market.Ship(id, "ZTO1", new ParcelLine($"{id}0", 1));
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        await _world.DrainAsync();
    }
}

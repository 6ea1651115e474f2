using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Planning;

/// <summary>The store wants an order again that had ended.</summary>
public sealed class ReopenedOrderTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_fulfilment_that_was_entered_by_mistake_and_is_taken_back_lets_the_order_be_bought()
    {
        await PlanLaterAsync(order => Sent(order));
        Assert.Equal(OrderState.FulfilledElsewhere, (await _world.ReadAsync("1001")).State);

        await ChangeAsync(TakeBack);
        await BoughtOnceAsync();
    }

    [Fact]
    public async Task A_payment_that_was_voided_and_came_after_all_lets_the_order_be_bought()
    {
        await PlanLaterAsync(order => order with { Payment = StorePaymentStatus.Voided });
        Assert.Equal(OrderState.Cancelled, (await _world.ReadAsync("1001")).State);

        // Not before the money is there.
        await ChangeAsync(order => order with { Payment = StorePaymentStatus.Pending });
        Assert.Equal(OrderState.Cancelled, (await _world.ReadAsync("1001")).State);
        await ChangeAsync(order => order with { Payment = StorePaymentStatus.Paid });
        await BoughtOnceAsync();
    }

    [Fact]
    public async Task Goods_that_nothing_is_mapped_to_hold_it_and_goods_of_the_seller_end_it()
    {
        await PlanLaterAsync(order =>
            order with
            {
                Payment = StorePaymentStatus.Voided,
                Lines = [.. order.Lines.Select(line => line with { Sku = "NEW" })],
            }
        );
        await ChangeAsync(order => order with { Payment = StorePaymentStatus.Paid });
        Assert.Equal(
            (OrderState.Held, HoldReasons.SkuUnmapped.Code),
            ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold?.Code)
        );

        await _world.Mapper.SaveMappingAsync(
            new SkuMapping
            {
                AccountId = World.Account,
                Sku = "NEW",
                Version = 0,
                Items = [],
                IsSellerFulfilled = true,
            },
            CancellationToken.None
        );
        await _world.DrainAsync();
        Assert.Equal(OrderState.SellerFulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_something_was_bought_for_waits_for_a_person_and_nothing_is_bought_twice(bool isCancelledInTheEnd)
    {
        var purchase = await _world.AskedAsync();
        await ChangeAsync(order => order with { Payment = StorePaymentStatus.Voided });
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);
        await _world.PlayAsync(purchase.Key);
        await _world.DrainAsync();
        Assert.Equal(
            (OrderState.Cancelled, PurchaseOrderState.Cancelled),
            ((await _world.ReadAsync("1001")).State, (await _world.PurchaseAsync("1001")).State)
        );

        await ChangeAsync(order => order with { Payment = StorePaymentStatus.Paid });
        var record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.OrderReopened.Code), (record.State, record.Hold?.Code));
        Assert.Contains($"{purchase.Key} Cancelled", record.Hold!.Detail, StringComparison.Ordinal);
        Assert.Equal([HoldReasons.OrderReopened.Code], _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code));

        // Whoever looks at it, and whatever 1688 says of what was closed: it stays.
        await _world.Commands.ReleaseAsync(record.Key, "Ann", "looked at it", CancellationToken.None);
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { CloseReason = "closed" });
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await ChangeAsync(order => order with { Note = "ring twice" });
        record = await _world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, HoldReasons.OrderReopened.Code, 1), (record.State, record.Hold?.Code, record.PurchaseOrders.Count));
        Assert.Single(_world.Market.Created);

        await ChangeAsync(order => isCancelledInTheEnd ? order with { CancelledAt = _world.Clock.GetUtcNow() } : Sent(order));
        Assert.Equal(
            (isCancelledInTheEnd ? OrderState.Cancelled : OrderState.FulfilledElsewhere, null),
            ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold)
        );
        Assert.Empty(_world.AlertRows.Open);
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task What_the_store_said_to_a_push_alone_is_no_wish_for_the_order()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO1");
        _world.Store.PushRefusal = RefusalMeaning.AlreadyFulfilled;
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        await _world.Queues.SendOrderAsync(purchase.Key.Order, CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(OrderState.FulfilledElsewhere, (await _world.ReadAsync("1001")).State);

        await ChangeAsync(order => order with { Note = "still open" });
        Assert.Equal(HoldReasons.OrderReopened.Code, (await _world.ReadAsync("1001")).Hold?.Code);
    }

    [Fact]
    public async Task An_order_whose_address_is_erased_waits_for_a_person()
    {
        await PlanLaterAsync(order => order with { Payment = StorePaymentStatus.Voided });
        await new PersonalDataErasure(_world.Orders, _world.Submitted, _world.Clock).EraseAsync(
            new OrderKey(World.Account, "1001"),
            "the store asks for it",
            CancellationToken.None
        );
        await ChangeAsync(order => order with { Payment = StorePaymentStatus.Paid });
        Assert.Equal(HoldReasons.OrderReopened.Code, (await _world.ReadAsync("1001")).Hold?.Code);

        await ChangeAsync(order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        Assert.Equal(OrderState.Cancelled, (await _world.ReadAsync("1001")).State);
    }

    private async Task PlanLaterAsync(Func<StoreOrder, StoreOrder> first)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = first(World.Order("1001", ("L1", "SKU-A", 2)));
        await _world.RunAsync();
        Assert.Empty((await _world.ReadAsync("1001")).PurchaseOrders);
    }

    private async Task ChangeAsync(Func<StoreOrder, StoreOrder> change)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", change);
        await _world.RunAsync();
    }

    private async Task BoughtOnceAsync()
    {
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
        await ChangeAsync(order => order with { Note = "ring twice" });
        Assert.Equal(2, Assert.Single(Assert.Single(_world.Market.Created).Lines).Quantity);
        Assert.Empty(_world.AlertRows.Open);
    }

    private static StoreOrder Sent(StoreOrder order) =>
        order with
        {
            Fulfilment = StoreFulfilmentStatus.Fulfilled,
            Fulfilments = [new StoreFulfilment("F9", false, ["BY-HAND"], [new LineQuantity("L1", 2)])],
            Lines = [order.Lines[0] with { OpenQuantity = 0 }],
        };

    private static StoreOrder TakeBack(StoreOrder order) =>
        order with
        {
            Fulfilment = StoreFulfilmentStatus.Unfulfilled,
            Fulfilments = [order.Fulfilments[0] with { IsCancelled = true }],
            Lines = [order.Lines[0] with { OpenQuantity = 2 }],
        };
}

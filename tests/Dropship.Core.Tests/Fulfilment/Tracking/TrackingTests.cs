using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Tracking;

/// <summary>Each parcel's number on its way to the store: told once, told again, replaced, refused, doubted and confirmed.</summary>
public sealed class TrackingTests
{
    private readonly World _world = new();

    // What was told to the store and had no answer.
    private readonly List<TrackingPush> _lost = [];

    [Fact]
    public async Task A_replaced_waybill_replaces_the_number_in_the_store()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        var view = await _world.PlayAsync(purchase.Key);
        Assert.Equal(FulfilmentStep.Finished, view.Step);

        // Before the end: the same with a purchase order that is only partly shipped.
        var second = await PartlyShippedAsync("1002");
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReplaceNumberAsync(second.SupplierOrders.Single().OrderId);
        await _world.PlayAsync(second.Key);
        Assert.Equal(["ZTO-NEW"], Assert.Single(_world.Store.Orders["1002"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_number_that_the_store_has_already_is_a_success_and_another_one_is_never_written_over()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Fulfilments = [new StoreFulfilment("F77", false, ["ZTO100"], [new LineQuantity("L1", 2)])],
                    Fulfilment = StoreFulfilmentStatus.Fulfilled,
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }],
                }
        );
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal((0, PurchaseOrderState.Completed), (_world.Store.Writes, (await _world.PurchaseAsync("1001")).State));
    }

    [Fact]
    public async Task A_conflicting_number_ends_in_a_named_state_with_the_stores_words()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Fulfilments = [new StoreFulfilment("F77", false, ["OTHER"], [new LineQuantity("L1", 2)])],
                    Fulfilment = StoreFulfilmentStatus.PartiallyFulfilled,
                    Lines = [order.Lines[0] with { OpenQuantity = 0 }],
                }
        );
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.PushRefused, HoldReasons.TrackingConflict.Code), (now.State, now.Hold!.Code));
        Assert.Contains("another number is there", now.Hold.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _world.Store.Writes);
        Assert.Equal(PushState.Refused, now.Parcels.Single().Push);
        Assert.Contains(
            _world.AlertRows.Open.Values,
            alert =>
                alert.Notice.Code == HoldReasons.TrackingConflict.Code
                && alert.Notice.Detail.StartsWith("ZTO100: ", StringComparison.Ordinal)
        );
        Assert.Equal(["OTHER"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public async Task A_person_lets_the_other_number_stand_and_only_the_rest_gets_ours(int sentByHand)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Fulfilments = [new StoreFulfilment("F77", false, ["BY-HAND"], [new LineQuantity("L1", sentByHand)])],
                    Lines = [order.Lines[0] with { OpenQuantity = 2 - sentByHand }],
                }
        );
        Assert.Equal(FulfilmentStep.AwaitPerson, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(HoldReasons.TrackingConflict.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);

        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "it was sent by hand", CancellationToken.None);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);

        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            sentByHand == 2
                ? (PurchaseOrderState.FulfilledElsewhere, OrderState.FulfilledElsewhere)
                : (PurchaseOrderState.Completed, OrderState.Fulfilled),
            (record.PurchaseOrders.Single().State, record.State)
        );
        Assert.Equal(
            sentByHand == 2 ? ["BY-HAND"] : ["BY-HAND", "ZTO100"],
            _world.Store.Orders["1001"].Fulfilments.SelectMany(fulfilment => fulfilment.TrackingNumbers)
        );
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_store_that_is_down_keeps_the_number_for_later()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        _world.Store.Down = new CallProblem(ProblemKind.Transient, "503", "down");
        await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.PlayAsync(purchase.Key));
        _world.Store.Down = null;
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(1, _world.Store.Writes);
        Assert.Equal(
            ["tracking-unsent", "tracking-pushed"],
            (await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None))
                .Where(told =>
                    told.After == "ZTO100" && told.What != EventKinds.TrackingConfirmed && told.What != EventKinds.ParcelFollowed
                )
                .Select(told => told.What.Code)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_number_whose_answer_never_came_is_told_again_only_when_it_can_be_on_its_way_no_more(bool arrives)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        LosePushes();

        var view = await _world.PlayAsync(purchase.Key);
        Assert.Equal(_world.Clock.GetUtcNow() + _world.Fulfilment.PushAgainAfter, view.WakeAt);
        Assert.Equal(view, await _world.PlayAsync(purchase.Key));
        var late = Assert.Single(_lost);
        _world.Store.OnPush = null;
        if (arrives)
        {
            await _world.Store.PushTrackingAsync(World.StoreAccount, late, CancellationToken.None);
        }

        _world.Clock.Advance(_world.Fulfilment.PushAgainAfter);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(1, _world.Store.Writes);
        Assert.Equal(["ZTO100"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_number_that_is_replaced_while_it_is_in_doubt_is_replaced_in_the_store_too()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        LosePushes();
        await _world.PlayAsync(purchase.Key);
        _world.Store.OnPush = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReplaceNumberAsync(_world.Market.Single.OrderId);
        await ArrivesLateAsync();
        await EndsWithTheNewNumberAsync(purchase);
    }

    // Seed 11861: nothing was written of the first telling.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_number_that_is_replaced_after_the_process_that_told_it_ended_is_replaced_in_the_store_too(bool arrives)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        _world.Store.OnPush = push =>
        {
            _lost.Add(push);
            throw new OperationCanceledException("the process ends");
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => _world.PlayAsync(purchase.Key));
        _world.Store.OnPush = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReplaceNumberAsync(_world.Market.Single.OrderId);

        // The store is not told while the first telling can be on its way.
        Assert.Equal(_world.Clock.GetUtcNow() + _world.Fulfilment.PushAgainAfter, (await _world.PlayAsync(purchase.Key)).WakeAt);
        if (arrives)
        {
            await ArrivesLateAsync();
        }

        await EndsWithTheNewNumberAsync(purchase);
    }

    [Fact]
    public async Task A_store_that_never_answers_to_a_number_is_a_persons_turn()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        LosePushes();
        for (var doubt = 0; doubt < _world.Fulfilment.PushDoubts; doubt++)
        {
            await _world.PlayAsync(purchase.Key);
            _world.Clock.Advance(_world.Fulfilment.PushAgainAfter);
        }

        Assert.Equal(HoldReasons.PushRefused.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
        Assert.Equal(_world.Fulfilment.PushDoubts, _lost.Count);

        _world.Store.OnPush = null;
        await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "the store works again", CancellationToken.None);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
    }

    [Fact]
    public async Task The_store_is_asked_again_at_growing_pauses_until_it_shows_the_number()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        _world.Store.StaleReads = 3;
        var waits = new List<double>();
        var view = await _world.PlayAsync(purchase.Key);
        while (view.Step == FulfilmentStep.ConfirmTracking)
        {
            var pause = view.WakeAt!.Value - _world.Clock.GetUtcNow();
            waits.Add(pause.TotalSeconds);
            _world.Clock.Advance(pause);
            view = await _world.PlayAsync(purchase.Key);
        }

        Assert.Equal([10, 10, 20], waits);
        Assert.Equal((FulfilmentStep.Finished, 1), (view.Step, _world.Store.Writes));
    }

    [Fact]
    public async Task A_store_that_takes_the_number_and_cannot_be_read_is_read_later_and_not_written_again()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        _world.Store.ReadsDown = new CallProblem(ProblemKind.RateLimited, "THROTTLED", "slow down");
        Assert.Equal(FulfilmentStep.ConfirmTracking, (await _world.PlayAsync(purchase.Key)).Step);
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.PlayAsync(purchase.Key));
        _world.Store.ReadsDown = null;
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(1, _world.Store.Writes);
    }

    [Fact]
    public async Task A_parcel_without_a_number_is_never_pushed()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync(null);
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(0, _world.Store.Writes);
        Assert.Equal(HoldReasons.ParcelWithoutNumber.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);

        var id = _world.Market.Single.OrderId;
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        _world.Market.Parcels[id][0] = _world.Market.Parcels[id][0] with { WaybillNumber = "ZTO100" };
        _world.Market.Change(id, order => order);
        await _world.NewsAsync(id);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Null((await _world.PurchaseAsync("1001")).Hold);
    }

    [Fact]
    public async Task The_stores_word_of_our_own_parcels_is_not_read_again()
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync("ZTO100");
        await _world.PlayAsync(purchase.Key);

        var key = purchase.Key.Order;
        var ours = _world.Store.Orders["1001"].UpdatedAt;
        Assert.False(_world.Intake.TryAsk(key, ours));
        Assert.True(_world.Intake.TryAsk(key, ours.AddSeconds(1)));
    }

    private void LosePushes() =>
        _world.Store.OnPush = push =>
        {
            _lost.Add(push);
            return CallResult.Unknown<TrackingReceipt>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        };

    private async Task<PurchaseOrder> PartlyShippedAsync(string orderId)
    {
        _world.Store.Orders[orderId] = World.Order(orderId, ("L1", "SKU-A", 2)) with { UpdatedAt = _world.Clock.GetUtcNow() };
        await _world.RunAsync();
        var purchase = await _world.PurchaseAsync(orderId);
        await _world.PlayAsync(purchase.Key);
        await _world.DecideAsync(await _world.PurchaseAsync(orderId), approve: true);
        await _world.PlayAsync(purchase.Key);
        var id = (await _world.PurchaseAsync(orderId)).SupplierOrders.Single().OrderId;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Pay(id);
        _world.Market.Ship(id, "ZTO-OLD", new ParcelLine($"{id}0", 1));
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.AwaitingShipment });
        await _world.NewsAsync(id);
        await _world.PlayAsync(purchase.Key);
        return await _world.PurchaseAsync(orderId);
    }

    // What was told arrives all the same, and the store tells of it: nobody else has shipped the order.
    private async Task ArrivesLateAsync()
    {
        await _world.Store.PushTrackingAsync(World.StoreAccount, _lost.Single(), CancellationToken.None);
        await _world.RunAsync();
        Assert.Equal(PurchaseOrderState.Shipped, (await _world.PurchaseAsync("1001")).State);
    }

    private async Task EndsWithTheNewNumberAsync(PurchaseOrder purchase)
    {
        _world.Clock.Advance(_world.Fulfilment.PushAgainAfter);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(["ZTO-NEW"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    private async Task ReplaceNumberAsync(string supplierOrderId)
    {
        _world.Market.Parcels[supplierOrderId][0] = _world.Market.Parcels[supplierOrderId][0] with { WaybillNumber = "ZTO-NEW" };
        _world.Market.Change(supplierOrderId, order => order);
        await _world.NewsAsync(supplierOrderId);
    }
}

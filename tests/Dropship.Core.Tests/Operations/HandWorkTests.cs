using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>Steps that people do by hand: placed and paid on 1688, and read again. The way goes on from there.</summary>
public sealed class HandWorkTests
{
    private const string Id = "1699000000000000001";

    private readonly World _world = new();

    [Fact]
    public async Task An_order_that_was_placed_by_hand_is_read_taken_and_goes_on_to_its_end()
    {
        var key = await WaitingAsync();
        AddByHand();
        Assert.Null(await AdoptAsync(key));

        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal(PurchaseOrderState.AwaitingApproval, purchase.State);
        Assert.Equal(Money.Cny(2500), purchase.Amount);
        Assert.Contains(key, _world.Workflows.Started);
        var told = await _world.Orders.ReadEventsAsync(key.Order, CancellationToken.None);
        Assert.Contains(told, one => one is { Actor: "person:Ann", Why: "a coupon of the app" } && one.What == EventKinds.PlacedByHand);

        // Its news carry no key of ours, and are taken in all the same.
        await _world.PlayAsync(key);
        await _world.DecideAsync(await _world.PurchaseAsync("1001"), approve: true);
        await _world.PlayAsync(key);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Pay(Id);
        await _world.NewsAsync(Id);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        _world.Market.Ship(Id, "YT8800000000001");
        await _world.NewsAsync(Id);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(key)).Step);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.Market.Created);
    }

    [Fact]
    public async Task What_is_placed_by_hand_counts_in_the_days_limits_and_is_not_refused_by_them()
    {
        _world.Guard(new GuardOptions { DailyTotal = Money.Cny(2600) });
        var key = await WaitingAsync();
        AddByHand();
        Assert.Null(await AdoptAsync(key));
        Assert.Null(await AdoptAsync(key));

        Assert.Equal(2500, _world.Ledger.Sum("total"));
        Assert.Equal(["total"], (await _world.PurchaseAsync("1001")).Reservation!.Scopes);

        _world.Guard(new GuardOptions { DailyTotal = Money.Cny(2000) });
        await _world.Placements.AdoptAsync(key, Id, "Ann", "a coupon of the app", CancellationToken.None);
        Assert.Equal(2500, _world.Ledger.Sum("total"));
    }

    [Fact]
    public async Task What_is_counted_by_hand_and_given_back_leaves_what_the_apps_own_attempt_reserved()
    {
        var key = await WaitingAsync();
        var purchase = await _world.PurchaseAsync("1001");
        var budget = new SpendBudget(_world.Ledger, new GuardOptions { DailyTotal = Money.Cny(26_000) }, _world.Clock);
        await budget.ReserveAsync(purchase, key.Order.AccountId, Money.Cny(2500), CancellationToken.None);

        var counted = await budget.CountAsync(purchase, key.Order.AccountId, Id, Money.Cny(2500), CancellationToken.None);
        await budget.GiveBackAsync(counted!, CancellationToken.None);

        Assert.Equal(2500, _world.Ledger.Sum("total"));
    }

    [Fact]
    public async Task The_same_again_changes_nothing_and_nothing_is_placed_beside_it()
    {
        var key = await WaitingAsync();
        AddByHand();
        Assert.Null(await AdoptAsync(key));
        var events = (await _world.ReadAsync("1001")).EventCount;
        Assert.Null(await AdoptAsync(key));
        Assert.Equal(events, (await _world.ReadAsync("1001")).EventCount);

        AddByHand("1699000000000000002");
        Assert.Contains("does not wait", await AdoptAsync(key, "1699000000000000002"), StringComparison.Ordinal);
        await _world.Purchases.PlaceAsync(key, CancellationToken.None);
        Assert.Empty(_world.Market.Created);
    }

    public static TheoryData<string, Func<SupplierOrder, SupplierOrder>> Wrong =>
        new()
        {
            { "is closed", order => order with { Status = SupplierOrderStatus.Cancelled } },
            { "carries the number", order => order with { Key = "shop-one.9.0123456789.s1" } },
            { "its supplier is b2b-2", order => order with { SupplierId = "b2b-2" } },
            { "1 of 610000000001/spec-1, and 2 were asked for", order => With(order, 0, line => line with { Quantity = 1 }) },
            { "3 of 610000000001/spec-1, and 2 were asked for", order => With(order, 0, line => line with { Quantity = 3 }) },
            { "2 of 610000000001/spec-2, and 0 were asked for", order => With(order, 0, line => line with { SpecId = "spec-2" }) },
            { "2 of 610000000009/spec-1, and 0 were asked for", order => With(order, 0, line => line with { OfferId = "610000000009" }) },
            {
                "1 of 610000000009/, and 0 were asked for",
                order => order with { Lines = [.. order.Lines, new SupplierOrderLine("9", "610000000009", null, 1, Money.Cny(1))] }
            },
            { "does not tell its goods", order => order with { Lines = [] } },
            { "it costs 26.01 CNY; one purchase order may cost 26.00 CNY", order => order with { Total = Money.Cny(2601) } },
        };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task What_is_not_just_what_was_asked_for_is_not_taken(string says, Func<SupplierOrder, SupplierOrder> change)
    {
        var key = await WaitingAsync("b2b-1");
        AddByHand(Id, change);
        _world.Guard(new GuardOptions { MaximumPurchase = Money.Cny(2600) });

        Assert.Contains(says, await AdoptAsync(key), StringComparison.Ordinal);
        Assert.Equal(PurchaseOrderState.AwaitingConfirmation, (await _world.PurchaseAsync("1001")).State);
        Assert.Null(await _world.Adopted.FindAsync(World.PurchasingAccountId, Id, CancellationToken.None));
    }

    [Fact]
    public async Task One_order_on_1688_is_never_two_purchases()
    {
        var first = await WaitingAsync();
        var second = await WaitingAsync(id: "1002");
        AddByHand();
        Assert.Null(await AdoptAsync(first));

        Assert.Contains($"belongs to purchase order {first}", await AdoptAsync(second), StringComparison.Ordinal);
        Assert.Equal(PurchaseOrderState.AwaitingConfirmation, (await _world.PurchaseAsync("1002")).State);
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_taken()
    {
        var key = await WaitingAsync();
        _world.Market.OnRead = _ => CallResult.Refused<SupplierOrder>("404", "no such order", RefusalMeaning.NotFound);

        Assert.Contains("could not be read", await AdoptAsync(key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_clicks_at_once_take_it_once_and_it_stays_the_purchase_orders_own()
    {
        var key = await WaitingAsync();
        AddByHand();
        _world.Market.OnRead = _ =>
        {
            _world.Market.OnRead = null;
            Assert.Null(AdoptAsync(key).GetAwaiter().GetResult());
            return null;
        };

        Assert.Null(await AdoptAsync(key));
        Assert.Equal(key, await _world.Adopted.FindAsync(World.PurchasingAccountId, Id, CancellationToken.None));
        Assert.Single((await _world.PurchaseAsync("1001")).SupplierOrders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_try_that_broke_off_before_it_was_saved_is_made_up_for_and_nothing_is_bought_beside_it(bool isConfirmed)
    {
        var key = await WaitingAsync();
        AddByHand();
        await _world.Adopted.ClaimAsync(World.PurchasingAccountId, Id, key, CancellationToken.None);
        await _world.NewsAsync(Id);

        if (isConfirmed)
        {
            Assert.True(await _world.Commands.ConfirmAsync(key, "Ann", CancellationToken.None));
            await _world.DrainAsync();
        }
        else
        {
            Assert.Null(await AdoptAsync(key));
        }

        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal(PurchaseOrderState.AwaitingApproval, purchase.State);
        Assert.Equal([Id], purchase.SupplierOrders.Select(order => order.OrderId));
        Assert.Empty(_world.Market.Created);
    }

    [Fact]
    public async Task While_our_own_call_may_have_placed_one_another_is_not_taken()
    {
        _world.Market.OnCreate = _ =>
            CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no reply within 30 s"));
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.RunAsync();
        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal(PurchaseOrderState.PlacementUnknown, purchase.State);
        AddByHand();

        Assert.Contains("may have placed one too", await AdoptAsync(purchase.Key), StringComparison.Ordinal);
        Assert.Empty((await _world.PurchaseAsync("1001")).SupplierOrders);
    }

    [Fact]
    public async Task A_purchase_that_1688_refused_can_be_placed_by_hand()
    {
        _world.Market.OnCreate = _ => CallResult.Refused<PurchaseCreated>("500_004", "no stock", RefusalMeaning.OutOfStock);
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.RunAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        AddByHand();

        Assert.Null(await AdoptAsync(key));
        Assert.Equal(
            (PurchaseOrderState.AwaitingApproval, null),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold)
        );
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task One_that_was_paid_before_an_approval_waits_for_a_word()
    {
        var key = await WaitingAsync();
        AddByHand(Id, order => order with { IsPaid = true, Status = SupplierOrderStatus.AwaitingShipment, PaidAt = order.CreatedAt });

        Assert.Null(await AdoptAsync(key));
        Assert.Equal("PAID_BEYOND_APPROVAL", (await _world.PurchaseAsync("1001")).Hold!.Code);
        await _world.Commands.ReleaseAsync(key.Order, "Ann", "I paid it", CancellationToken.None);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_word_that_it_is_paid_has_1688_asked_and_its_word_counts(bool isPaid)
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        if (isPaid)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            _world.Market.Pay(_world.Market.Single.OrderId);
        }

        Assert.Equal(isPaid, await _world.Payments.LookAsync(purchase.Key, "Ann", "paid in the app", CancellationToken.None));
        Assert.Equal(
            isPaid ? PurchaseOrderState.AwaitingShipment : PurchaseOrderState.Approved,
            (await _world.PurchaseAsync("1001")).State
        );
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None),
            one => one.Actor == "person:Ann" && one.What == EventKinds.PaidByHand
        );
    }

    private static SupplierOrder With(SupplierOrder order, int line, Func<SupplierOrderLine, SupplierOrderLine> change) =>
        order with
        {
            Lines = [.. order.Lines.Select((one, index) => index == line ? change(one) : one)],
        };

    private async Task<PurchaseOrderKey> WaitingAsync(string supplier = "supplier-1", string id = "1001")
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { PlacingMode = PlacingMode.Manual }, CancellationToken.None);
        await _world.MapAsync("SKU-A", World.Item(supplier, "610000000001", "spec-1"));
        _world.Store.Orders[id] = World.Order(id, ("L1", "SKU-A", 2));
        await _world.RunAsync();
        return (await _world.PurchaseAsync(id)).Key;
    }

    private Task<string?> AdoptAsync(PurchaseOrderKey key, string id = Id) =>
        _world.Placements.AdoptAsync(key, id, "Ann", "a coupon of the app", CancellationToken.None);

    private void AddByHand(string id = Id, Func<SupplierOrder, SupplierOrder>? change = null)
    {
        var order = new SupplierOrder
        {
            OrderId = id,
            Status = SupplierOrderStatus.AwaitingPayment,
            RawStatus = "waitbuyerpay",
            Total = Money.Cny(2500),
            Freight = Money.Cny(500),
            IsPaid = false,
            CreatedAt = _world.Clock.GetUtcNow(),
            ModifiedAt = _world.Clock.GetUtcNow(),
            Lines = [new SupplierOrderLine($"{id}0", "610000000001", "spec-1", 2, Money.Cny(2000))],
        };
        _world.Market.Orders.Add(change is null ? order : change(order));
    }
}

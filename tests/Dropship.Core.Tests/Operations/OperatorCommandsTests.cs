using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>What the runbook says of a release is what it does.</summary>
public sealed class OperatorCommandsTests
{
    private static readonly OrderKey s_order = new(World.Account, "1001");

    private readonly World _world = new();

    [Theory]
    [InlineData(PurchaseOrderState.Approved)]
    [InlineData(PurchaseOrderState.ApprovalExpired)]
    public async Task Accepting_what_was_paid_beyond_the_approval_goes_on(PurchaseOrderState state)
    {
        var purchase = await _world.AskedAsync();
        if (state == PurchaseOrderState.Approved)
        {
            await _world.DecideAsync(purchase, approve: true);
        }
        else
        {
            _world.Clock.Advance(_world.Options.ExpiresAfter);
        }

        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Total = Money.Cny(9900) });
        _world.Market.Pay(_world.Market.Single.OrderId);
        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Equal(
            (state, HoldReasons.PaidBeyondApproval.Code),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold?.Code)
        );

        await ReleaseAsync("I paid it myself");

        var now = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.AwaitingShipment, null), (now.State, now.Hold));
        Assert.Equal(
            (now.Approval!.Round, Money.Cny(9900), Money.Cny(9900)),
            (now.Payment!.ApprovalRound, now.Payment.Limit, now.Payment.Paid)
        );
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(s_order, CancellationToken.None),
            told => told is { What.Code: "payment-accepted", Actor: "person:Ann" }
        );
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Money_beyond_the_approval_that_a_look_up_finds_is_told_as_such()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Market.OnPay = id =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            _world.Market.Change(id, order => order with { Total = Money.Cny(9900) });
            _world.Market.Pay(id);
            return CallResult.Unknown<PaymentReceipt>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        };
        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(TimeSpan.FromMinutes(6));
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(
            (PurchaseOrderState.Approved, HoldReasons.PaidBeyondApproval.Code),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold?.Code)
        );

        await ReleaseAsync("it is what it costs");
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        Assert.Single(_world.Market.Payments);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_part_that_1688_made_goes_on_and_the_rest_is_bought_under_a_new_number(bool isRead)
    {
        var purchase = await PlacedInPartAsync(isRead);

        await ReleaseAsync("the part is welcome");
        await _world.DrainAsync();
        await _world.PlayAsync(purchase.Key);

        var record = await _world.ReadAsync("1001");
        var part = record.Find(purchase.Key)!;
        var rest = record.PurchaseOrders.Single(one => one.Key != purchase.Key);
        Assert.Equal((PurchaseOrderState.AwaitingApproval, null, Money.Cny(1500)), (part.State, part.Hold, part.Approval!.Amount));
        Assert.Equal(("610000000001", "610000000002", 2), (part.Lines.Single().OfferId, rest.Lines.Single().OfferId, rest.Key.Sequence));
        Assert.Equal((PurchaseOrderState.AwaitingApproval, 2), (rest.State, _world.Market.Created.Count));
        Assert.Empty(_world.AlertRows.Open);

        // Both arrive, and the order ends.
        foreach (var key in new[] { purchase.Key, rest.Key })
        {
            await _world.PlayAsync(key);
            await _world.DecideAsync((await _world.ReadAsync("1001")).Find(key)!, approve: true);
            await _world.PlayAsync(key);
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            var id = _world.Market.Orders.Single(order => order.Key == key.Value).OrderId;
            _world.Market.Pay(id);
            _world.Market.Ship(id, $"ZTO{id}");
            await _world.NewsAsync(id);
            await _world.PlayAsync(key);
        }

        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
        Assert.Equal(StoreFulfilmentStatus.Fulfilled, _world.Store.Orders["1001"].Fulfilment);
    }

    [Fact]
    public async Task A_part_that_was_paid_on_1688_is_accepted_by_a_release()
    {
        var purchase = await PlacedInPartAsync(isRead: true);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Pay(_world.Market.Single.OrderId);
        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Equal(
            (PurchaseOrderState.Blocked, HoldReasons.PaidBeyondApproval.Code),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold?.Code)
        );

        await ReleaseAsync("I paid the part");

        var record = await _world.ReadAsync("1001");
        Assert.Equal(PurchaseOrderState.AwaitingShipment, record.Find(purchase.Key)!.State);
        Assert.Equal(PurchaseOrderState.Planned, record.PurchaseOrders.Single(one => one.Key != purchase.Key).State);
    }

    [Fact]
    public async Task A_part_that_is_closed_on_1688_is_bought_anew_with_all_the_rest()
    {
        var purchase = await PlacedInPartAsync(isRead: true);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Status = SupplierOrderStatus.Cancelled });
        await _world.NewsAsync(_world.Market.Single.OrderId);

        await ReleaseAsync("all of it or nothing");
        await _world.DrainAsync();

        var record = await _world.ReadAsync("1001");
        Assert.Equal(PurchaseOrderState.Cancelled, record.Find(purchase.Key)!.State);
        Assert.Equal(2, record.PurchaseOrders.Single(one => one.Key != purchase.Key).Lines.Count);
        Assert.Equal(2, _world.Market.Created[^1].Lines.Count);
    }

    [Fact]
    public async Task A_part_of_an_order_that_is_given_up_is_cancelled_and_nothing_else_is_bought()
    {
        var purchase = await PlacedInPartAsync(isRead: true);
        await _world.Commands.CancelAsync(purchase.Key, "Ann", "not wanted", CancellationToken.None);
        await ReleaseAsync("go on");
        _world.Clock.Advance(NextStepDecision.CancelNotBefore);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(PurchaseOrderState.Cancelled, (await _world.PurchaseAsync("1001")).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_number_that_a_person_enters_in_the_store_ends_the_order_when_the_store_shows_it(bool isEnteredFirst)
    {
        var purchase = await _world.PaidAsync();
        await _world.ShipAsync(null);
        await _world.PlayAsync(purchase.Key);
        if (isEnteredFirst)
        {
            await EnterAsync();
            Assert.Equal(PurchaseOrderState.Shipped, (await _world.PurchaseAsync("1001")).State);
        }

        await ReleaseAsync("the number is in the store");
        await _world.RunAsync();
        var view = await _world.PlayAsync(purchase.Key);
        Assert.Null((await _world.PurchaseAsync("1001")).Hold);
        if (!isEnteredFirst)
        {
            Assert.Equal((FulfilmentStep.AwaitShipment, OrderState.Purchasing), (view.Step, (await _world.ReadAsync("1001")).State));
            var woken = _world.Workflows.Woken.Count;
            await EnterAsync();
            Assert.True(_world.Workflows.Woken.Count > woken);
            view = await _world.PlayAsync(purchase.Key);
        }

        Assert.Equal((FulfilmentStep.Finished, OrderState.Fulfilled), (view.Step, (await _world.ReadAsync("1001")).State));
        Assert.Equal(0, _world.Store.Writes);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_claim_for_money_that_does_not_come_back_is_closed_in_a_persons_name()
    {
        var purchase = await _world.PaidAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order with { CancelledAt = _world.Clock.GetUtcNow() });
        await _world.RunAsync();
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(PurchaseOrderState.RefundDue, (await _world.PurchaseAsync("1001")).State);

        await ReleaseAsync("the supplier refuses");
        await _world.DrainAsync();

        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(
            (OrderState.Cancelled, PurchaseOrderState.Cancelled),
            ((await _world.ReadAsync("1001")).State, (await _world.PurchaseAsync("1001")).State)
        );
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(s_order, CancellationToken.None),
            told => told is { What.Code: "purchase-state", Before: "RefundDue", Actor: "person:Ann", Why: "the supplier refuses" }
        );
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_release_that_lets_something_else_go_on_gives_no_money_up()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.MapAsync("SKU-B", World.Item("supplier-2", "610000000002"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1));
        await _world.RunAsync();
        var (paid, asked) = (
            (await _world.ReadAsync("1001")).PurchaseOrders[0].Key,
            (await _world.ReadAsync("1001")).PurchaseOrders[1].Key
        );
        await _world.PlayAsync(paid);
        await _world.DecideAsync(await FindAsync(paid), approve: true);
        await _world.PlayAsync(paid);
        _world.Market.Pay((await FindAsync(paid)).SupplierOrders[0].OrderId);
        await _world.NewsAsync((await FindAsync(paid)).SupplierOrders[0].OrderId);
        Assert.True(await _world.Commands.CancelAsync(paid, "Ann", "changed my mind", CancellationToken.None));
        await _world.PlayAsync(paid);
        await _world.PlayAsync(asked);
        _world.Clock.Advance(_world.Options.ExpiresAfter);
        await _world.PlayAsync(asked);
        Assert.Equal(
            (PurchaseOrderState.RefundDue, PurchaseOrderState.ApprovalExpired),
            ((await FindAsync(paid)).State, (await FindAsync(asked)).State)
        );

        Assert.Equal([HoldReasons.ApprovalExpired.Code], await ReleaseAsync("ask again"));
        Assert.Equal(
            (PurchaseOrderState.RefundDue, PurchaseOrderState.AwaitingApproval),
            ((await FindAsync(paid)).State, (await FindAsync(asked)).State)
        );

        Assert.Equal([HoldReasons.CancelledAfterPayment.Code], await ReleaseAsync("the supplier refuses"));
        Assert.Equal(PurchaseOrderState.Cancelled, (await FindAsync(paid)).State);

        async Task<PurchaseOrder> FindAsync(PurchaseOrderKey key) => (await _world.ReadAsync("1001")).Find(key)!;
    }

    private Task<IReadOnlyList<string>> ReleaseAsync(string why) =>
        _world.Commands.ReleaseAsync(s_order, "Ann", why, CancellationToken.None);

    private async Task EnterAsync()
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change(
            "1001",
            order =>
                order with
                {
                    Lines = [.. order.Lines.Select(line => line with { OpenQuantity = 0 })],
                    Fulfilment = StoreFulfilmentStatus.Fulfilled,
                    Fulfilments = [new StoreFulfilment("by-hand", false, ["SF1"], [new LineQuantity("L1", 2)])],
                }
        );
        await _world.RunAsync();
    }

    private async Task<PurchaseOrder> PlacedInPartAsync(bool isRead)
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000002", "spec-2"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1), ("L2", "SKU-B", 1));
        _world.Market.OnCreate = _ => CallResult.Unknown<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        if (!isRead)
        {
            _world.Market.OnCreate = request =>
            {
                _world.Market.OnCreate = null;
                _world
                    .Market.CreateAsync(World.PurchasingAccount, request with { Lines = [request.Lines[0]] }, CancellationToken.None)
                    .GetAwaiter()
                    .GetResult();
                _world.Market.Created.RemoveAt(_world.Market.Created.Count - 1);
                return CallResult.Success(
                    new PurchaseCreated(
                        [_world.Market.Single.OrderId],
                        null,
                        [new FailedLine(request.Lines[1].OfferId, request.Lines[1].SpecId, "OFFER_EXPIRED", "gone")]
                    )
                );
            };
        }

        await _world.RunAsync();
        if (isRead)
        {
            _world.Market.OnCreate = null;
            _world.Market.Change(_world.Market.Single.OrderId, order => order with { Lines = [order.Lines[0]], Total = Money.Cny(1500) });
            _world.Clock.Advance(TimeSpan.FromMinutes(2));
            await _world.DrainAsync();
        }

        var purchase = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, HoldReasons.PlacedInPart.Code), (purchase.State, purchase.Hold?.Code));
        Assert.Equal(isRead, purchase.SupplierOrders.Single().Lines.Count > 0);
        return purchase;
    }
}

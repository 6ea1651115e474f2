using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Operations;

/// <summary>Every order that waits says for what, by whom and until when, and is told of when it waits too long.</summary>
public sealed class WaitsTests
{
    private readonly World _world = new();
    private readonly WaitOptions _options = new();

    private Waits Waits => new(_world.Options, _world.Fulfilment, _options);

    private WaitWatch Watch => new(_world.Orders, _world.Alerts, _world.Switch, _options, _world.Clock);

    public static TheoryData<OrderState> OrderStates => [.. Enum.GetValues<OrderState>()];

    public static TheoryData<PurchaseOrderState> PurchaseStates => [.. Enum.GetValues<PurchaseOrderState>()];

    public static TheoryData<string> Reasons => [.. HoldReasons.All.Select(reason => reason.Code)];

    [Theory]
    [MemberData(nameof(OrderStates))]
    public async Task Each_state_of_an_order_has_its_wait_or_is_its_end(OrderState state)
    {
        var order = await OrderAsync() with { State = state, PurchaseOrders = [] };

        var waits = Waits.Of(order);

        Assert.Equal(OrderTransitions.IsFinal(state), waits.Count == 0);
        Assert.All(waits, wait => AssertTold(wait, order));
    }

    [Theory]
    [MemberData(nameof(PurchaseStates))]
    public async Task Each_state_of_a_purchase_order_has_its_wait_or_is_its_end(PurchaseOrderState state)
    {
        var order = await OrderAsync();
        order = order with { PurchaseOrders = [order.PurchaseOrders[0] with { State = state, Hold = null }] };

        var waits = Waits.Of(order).Where(wait => wait.PurchaseOrder is not null).ToList();

        Assert.Equal(PurchaseOrderTransitions.IsFinal(state), waits.Count == 0);
        Assert.All(waits, wait => AssertTold(wait, order));
    }

    [Theory]
    [MemberData(nameof(PurchaseStates))]
    public async Task A_step_of_ours_is_watched_in_just_the_states_that_say_so(PurchaseOrderState state)
    {
        var order = await OrderAsync();
        order = order with { PurchaseOrders = [order.PurchaseOrders[0] with { State = state, Hold = null }] };

        var isPromised = Waits.Of(order).Any(wait => wait.PurchaseOrder is not null && wait.ToldAs == HoldReasons.StepOverdue.Code);

        Assert.Equal(isPromised, OrderSummary.Of(order).PurchaseOrders[0].StepSince is not null);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Each_hold_is_waited_for_by_its_actor_until_the_second_person_is_told(string code)
    {
        var order = await OrderAsync();
        var since = _world.Clock.GetUtcNow();
        order = order with { PurchaseOrders = [order.PurchaseOrders[0] with { Hold = new Hold(code, "why", since, []) }] };

        var wait = Assert.Single(Waits.Of(order));

        Assert.Equal((WaitKind.Hold, code, code), (wait.For, wait.HoldCode, wait.ToldAs));
        Assert.Equal(HoldReasons.Get(code).Actor.ToString(), wait.By.ToString());
        Assert.Equal(since + _world.Options.EscalateAfterOf(HoldReasons.Get(code)), wait.DueAt);
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_told_once_and_closed_when_it_goes_on()
    {
        var key = (await _world.AskedAsync()).Key;
        await _world.Commands.CancelAsync(key, "li", "not wanted", CancellationToken.None);
        await Watch.LookAsync(CancellationToken.None);
        Assert.Empty(_world.AlertRows.Open);

        _world.Clock.Advance(_options.StepsWithin);
        await Watch.LookAsync(CancellationToken.None);
        await Watch.LookAsync(CancellationToken.None);

        var alert = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal(("STEP_OVERDUE", "#1001"), (alert.Code, alert.Subject));
        await _world.OrderAlerts.LookAsync(CancellationToken.None);
        Assert.Contains(_world.AlertRows.Open.Values, one => one.Notice.Is(HoldReasons.StepOverdue));
        await _world.PlayAsync(key);
        await Watch.LookAsync(CancellationToken.None);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, one => one.Notice.Is(HoldReasons.StepOverdue));
    }

    [Fact]
    public async Task What_waits_for_money_while_payments_are_stopped_is_not_told_of_one_by_one()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.Stop.StopAsync("li", "look first", CancellationToken.None);
        await _world.RunAsync();
        Assert.Equal(PurchaseOrderState.Planned, (await _world.PurchaseAsync("1001")).State);

        _world.Clock.Advance(_options.StepsWithin);
        await Watch.LookAsync(CancellationToken.None);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, one => one.Notice.Is(HoldReasons.StepOverdue));

        await _world.Stop.LiftAsync("li", "looked", CancellationToken.None);
        await Watch.LookAsync(CancellationToken.None);
        Assert.Contains(_world.AlertRows.Open.Values, one => one.Notice.Is(HoldReasons.StepOverdue));
    }

    [Fact]
    public async Task An_order_whose_purchases_have_ended_and_that_is_not_reviewed_is_told_of()
    {
        var order = await OrderAsync();
        var ended = order.PurchaseOrders[0] with { State = PurchaseOrderState.Cancelled, StateSince = _world.Clock.GetUtcNow() };
        order = order with { State = OrderState.Purchasing, PurchaseOrders = [ended] };
        var wait = Assert.Single(Waits.Of(order));
        Assert.Equal("STEP_OVERDUE", wait.ToldAs);

        await _world.Orders.UpdateListingAsync(order, isListed: false, CancellationToken.None);
        _world.Clock.Advance(wait.DueAt - _world.Clock.GetUtcNow());
        await Watch.LookAsync(CancellationToken.None);

        Assert.Contains(_world.AlertRows.Open.Values, one => one.Notice.Is(HoldReasons.StepOverdue));
    }

    [Fact]
    public async Task A_customer_who_does_not_pay_is_told_of()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1)) with { Payment = StorePaymentStatus.Pending };
        await _world.RunAsync();

        _world.Clock.Advance(_options.CustomerPaysWithin);
        await Watch.LookAsync(CancellationToken.None);

        Assert.Equal("CUSTOMER_UNPAID", Assert.Single(_world.AlertRows.Open.Values).Notice.Code);
    }

    private async Task<Order> OrderAsync()
    {
        var purchase = await _world.AskedAsync();
        return await _world.ReadAsync(purchase.Key.Order.StoreOrderId);
    }

    private static void AssertTold(Wait wait, Order order)
    {
        Assert.InRange(wait.DueAt, order.FirstSeenAt, order.FirstSeenAt.AddDays(30));
        Assert.Contains(HoldReasons.All, reason => reason.Code == wait.ToldAs);
    }
}

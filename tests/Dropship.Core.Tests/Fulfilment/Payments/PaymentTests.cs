using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Payments;

/// <summary>Money goes out for what was approved, once, and the market's word alone says that it did.</summary>
public sealed class PaymentTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(SupplierOrderStatus.AwaitingShipment, false)]
    [InlineData(SupplierOrderStatus.AwaitingReceipt, false)]
    [InlineData(SupplierOrderStatus.AwaitingPayment, false)]
    [InlineData(SupplierOrderStatus.AwaitingShipment, true)]
    public async Task It_waits_for_shipment_only_when_it_was_approved_and_1688_says_paid(SupplierOrderStatus status, bool isPaid)
    {
        foreach (var isApproved in (bool[])[true, false])
        {
            var world = new World();
            var purchase = await world.AskedAsync();
            if (isApproved)
            {
                await world.DecideAsync(purchase, approve: true);
                await world.PlayAsync(purchase.Key);
            }

            world.Clock.Advance(TimeSpan.FromSeconds(1));
            world.Market.Change(world.Market.Single.OrderId, order => order with { Status = status, IsPaid = isPaid });
            await world.NewsAsync(world.Market.Single.OrderId);
            var now = await world.PurchaseAsync("1001");
            Assert.Equal(isApproved && isPaid, now.State == PurchaseOrderState.AwaitingShipment);
            Assert.Equal(!isApproved && isPaid ? HoldReasons.PaidBeyondApproval.Code : null, now.Hold?.Code);
        }
    }

    [Fact]
    public async Task A_refused_payment_is_tried_again_after_a_release_with_the_state_read_first()
    {
        await RefusedAsync();
        _world.Market.OnPay = null;
        var reads = 0;
        _world.Market.OnRead = _ =>
        {
            Assert.Single(_world.Market.Payments);
            reads++;
            return null;
        };
        await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "the balance is there", CancellationToken.None);
        var key = (await _world.PurchaseAsync("1001")).Key;
        _world.Market.OnPay = _ =>
        {
            Assert.True(reads > 0);
            _world.Market.OnRead = null;
            return null;
        };
        await _world.PlayAsync(key);
        Assert.Equal(2, _world.Market.Payments.Count);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task What_was_paid_on_1688_meanwhile_is_not_paid_again()
    {
        await RefusedAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Market.Pay(_world.Market.Single.OrderId);
        await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "again", CancellationToken.None);
        await _world.PlayAsync((await _world.PurchaseAsync("1001")).Key);
        Assert.Single(_world.Market.Payments);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_doubtful_payment_is_looked_at_and_not_repeated_until_a_person_says_so()
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
        _world.Market.OnPay = _ => CallResult.Unknown<PaymentReceipt>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));
        for (var look = 0; look < 10; look++)
        {
            await _world.PlayAsync(purchase.Key);
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(_world.Market.Payments);
        Assert.Equal(HoldReasons.PaymentRefused.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
    }

    [Fact]
    public async Task A_pay_step_that_runs_twice_pays_once_although_the_first_answer_never_came()
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
        _world.Market.OnPay = _ => throw new IOException("the process ends here");
        await Assert.ThrowsAsync<IOException>(() => _world.TakeAsync(FulfilmentStep.Pay, purchase.Key));
        Assert.Equal(PurchaseOrderState.Paying, (await _world.PurchaseAsync("1001")).State);

        _world.Market.OnPay = null;
        await _world.TakeAsync(FulfilmentStep.Pay, purchase.Key);
        Assert.Single(_world.Market.Payments);
    }

    [Fact]
    public async Task A_pay_step_that_runs_twice_hands_the_cashier_page_out_once()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        var before = await _world.PurchaseAsync("1001");
        var mails = _world.Mailer.Sent.Count;

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.TakeAsync(FulfilmentStep.Pay, purchase.Key);

        Assert.Equal(mails, _world.Mailer.Sent.Count);
        Assert.Equal(before.Payment, (await _world.PurchaseAsync("1001")).Payment);
    }

    [Theory]
    [InlineData(500, 1)]
    [InlineData(501, 0)]
    public async Task What_is_left_of_a_part_paid_purchase_is_paid_within_the_approval_only(long rest, int payments)
    {
        // A person paid one of the two orders on 1688.
        var (purchase, second) = await SplitAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Market.Pay(purchase.SupplierOrders.Single().OrderId);
        _world.Market.Change(second, order => order with { Total = Money.Cny(rest) });

        var view = await _world.PlayAsync(purchase.Key);

        Assert.Equal(payments, _world.Market.Payments.Count);
        Assert.Equal(payments == 1 ? FulfilmentStep.AwaitShipment : FulfilmentStep.AwaitDecision, view.Step);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_of_one_order_settles_nothing_while_the_answer_of_another_is_in_doubt(bool isAnswered)
    {
        var (purchase, second) = await SplitAsync();
        var first = purchase.SupplierOrders.Single().OrderId;
        _world.Market.OnPay = id =>
            id == second ? CallResult.Refused<PaymentReceipt>("BALANCE", "the balance is too low")
            : isAnswered ? CallResult.Success(new PaymentReceipt(false, null))
            : CallResult.Unknown<PaymentReceipt>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"));

        await _world.PlayAsync(purchase.Key);

        Assert.Equal(
            (PurchaseOrderState.PaymentUnknown, null),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold)
        );
        Assert.Contains(
            await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None),
            told => told is { What.Code: "payment-answered", After: "Refused" }
        );

        // The money of the first arrives late; the look-up sees it, and a person decides on the rest.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Pay(first);
        await _world.NewsAsync(first);
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(
            (PurchaseOrderState.Approved, HoldReasons.PaymentRefused.Code),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Hold?.Code)
        );

        _world.Market.OnPay = null;
        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "the balance is there", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal([first, second, second], _world.Market.Payments.Select(payment => payment.Id));
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task Each_order_of_a_split_purchase_is_paid_under_an_id_of_its_own_that_a_further_try_keeps()
    {
        var (purchase, second) = await SplitAsync();
        _world.Market.OnPay = id => id == second ? CallResult.Refused<PaymentReceipt>("BALANCE", "the balance is too low") : null;
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(HoldReasons.PaymentRefused.Code, (await _world.PurchaseAsync("1001")).Hold?.Code);

        _world.Market.OnPay = null;
        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "the balance is there", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);

        Assert.Equal(3, _world.Market.PaymentRequests.Count);
        Assert.NotEqual(_world.Market.PaymentRequests[0], _world.Market.PaymentRequests[1]);
        Assert.Equal(_world.Market.PaymentRequests[1], _world.Market.PaymentRequests[2]);
    }

    [Fact]
    public async Task What_is_approved_and_not_paid_is_told_once_and_may_still_be_paid()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        var view = await _world.PlayAsync(purchase.Key);
        Assert.Equal((FulfilmentStep.AwaitPayment, _world.Clock.GetUtcNow() + _world.Options.RemindAfter[0]), (view.Step, view.WakeAt));

        _world.Clock.Advance(_world.Options.RemindAfter[0]);
        Assert.Equal(FulfilmentStep.AwaitPayment, (await _world.PlayAsync(purchase.Key)).Step);
        var told = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal(HoldReasons.PaymentOverdue.Code, told.Code);
        Assert.Contains(purchase.Amount.ToString()!, told.Detail, StringComparison.Ordinal);

        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.PlayAsync(purchase.Key);
        await _world.OrderAlerts.LookAsync(CancellationToken.None);
        Assert.Equal(1, _world.AlertRows.Raised[told.Key]);
        Assert.NotNull(
            (
                await _world.Cashier.OpenAsync(
                    purchase.Key.Value,
                    _world.TicketOf(await _world.PurchaseAsync("1001")),
                    CancellationToken.None
                )
            ).Link
        );

        _world.Market.Pay(_world.Market.Single.OrderId);
        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData(4, 48, 2, "1688 closes it at ")]
    [InlineData(null, 18, 6, "the store wants it shipped by ")]
    public async Task It_is_told_while_there_is_time_to_pay(int? payBy, int shipBy, int told, string word)
    {
        var purchase = await _world.AskedAsync();
        var now = _world.Clock.GetUtcNow();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Market.Change(
            _world.Market.Single.OrderId,
            order => order with { PayBy = now + TimeSpan.FromSeconds(1) + (payBy is { } hours ? TimeSpan.FromHours(hours) : null) }
        );
        await _world.NewsAsync(_world.Market.Single.OrderId);
        _world.Store.Change("1001", order => order with { ShipBy = now + TimeSpan.FromSeconds(1) + TimeSpan.FromHours(shipBy) });
        await _world.RunAsync();
        await _world.DecideAsync(await _world.PurchaseAsync("1001"), approve: true);

        var view = await _world.PlayAsync(purchase.Key);
        Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromHours(told), view.WakeAt);
        _world.Clock.Advance(TimeSpan.FromHours(told));
        await _world.PlayAsync(purchase.Key);
        Assert.Contains(word, Assert.Single(_world.AlertRows.Open.Values).Notice.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_told_of_an_overdue_payment_that_1688_has()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        _world.Market.Pay(_world.Market.Single.OrderId);
        Assert.Equal(FulfilmentStep.AwaitShipment, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Empty(_world.AlertRows.Raised);
    }

    [Fact]
    public async Task An_overdue_payment_of_what_is_cancelled_is_told_no_longer()
    {
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.PlayAsync(purchase.Key);
        Assert.Single(_world.AlertRows.Open);
        await _world.Commands.CancelAsync(purchase.Key, "Ann", "too late", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PaymentOverdue.Code);
        Assert.Equal(SupplierOrderStatus.Cancelled, _world.Market.Single.Status);
    }

    // 1688 made two orders of it, and both are approved.
    private async Task<(PurchaseOrder Purchase, string Second)> SplitAsync()
    {
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await _world.AskedAsync();
        var second = _world.Market.Single with
        {
            OrderId = "9999",
            Total = Money.Cny(500),
            Lines = [_world.Market.Single.Lines[0] with { Quantity = 1 }],
        };
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Lines = [order.Lines[0] with { Quantity = 1 }] });
        await _world.NewsAsync(_world.Market.Single.OrderId);
        _world.Market.Orders.Add(second);
        await _world.NewsAsync(second.OrderId);
        await _world.PlayAsync(purchase.Key);
        await _world.DecideAsync(await _world.PurchaseAsync("1001"), approve: true);
        return (purchase, second.OrderId);
    }

    private async Task RefusedAsync()
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
        _world.Market.OnPay = _ => CallResult.Refused<PaymentReceipt>("BALANCE", "the balance is too low");
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(HoldReasons.PaymentRefused.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
        await _world.PlayAsync(purchase.Key);
        Assert.Single(_world.Market.Payments);
    }
}

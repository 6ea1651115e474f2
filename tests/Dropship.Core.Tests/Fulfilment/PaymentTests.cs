using Dropship.Core.Calls;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment;

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
        await _world.Office.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "the balance is there", _world.Workflows, CancellationToken.None);
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
        await _world.Office.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "again", _world.Workflows, CancellationToken.None);
        await _world.PlayAsync((await _world.PurchaseAsync("1001")).Key);
        Assert.Single(_world.Market.Payments);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_doubtful_payment_is_looked_at_and_not_repeated_until_a_person_says_so()
    {
        await _world.Accounts.SaveAsync(World.BuyerAccount with { PaymentMode = PaymentMode.Agreement }, CancellationToken.None);
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

    private async Task RefusedAsync()
    {
        await _world.Accounts.SaveAsync(World.BuyerAccount with { PaymentMode = PaymentMode.Agreement }, CancellationToken.None);
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Market.OnPay = _ => CallResult.Refused<PaymentReceipt>("BALANCE", "the balance is too low");
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(HoldReasons.PaymentRefused.Code, (await _world.PurchaseAsync("1001")).Hold!.Code);
        await _world.PlayAsync(purchase.Key);
        Assert.Single(_world.Market.Payments);
    }
}

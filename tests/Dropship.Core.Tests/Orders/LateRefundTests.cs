using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>Money that moves after an order has ended is one thing to do for a person.</summary>
public sealed class LateRefundTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_refund_on_1688_after_the_end_is_told_once()
    {
        await EndedAsync();
        await RefundAsync("waitselleragree");
        Assert.Equal("SUPPLIER_REFUND", Assert.Single(_world.AlertRows.Open.Values).Notice.Code);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);

        // Its further way is the same matter.
        await RefundAsync("refundsuccess");
        Assert.Single(_world.AlertRows.Open);
        await ReleaseAsync();
        Assert.Empty(_world.AlertRows.Open);
        await RefundAsync("waitbuyersend");
        Assert.Empty(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData("refundclose")]
    [InlineData(null)]
    public async Task One_that_1688_closes_is_over_by_itself(string? closed)
    {
        await EndedAsync();
        await RefundAsync("waitselleragree");
        Assert.Single(_world.AlertRows.Open);
        await RefundAsync(closed);

        Assert.Empty(_world.AlertRows.Open);
        Assert.Null((await _world.PurchaseAsync("1001")).Hold);
    }

    [Theory]
    [InlineData(StorePaymentStatus.Refunded)]
    [InlineData(StorePaymentStatus.PartiallyRefunded)]
    public async Task A_refund_in_the_store_after_the_end_is_told_once(StorePaymentStatus payment)
    {
        await EndedAsync();
        await StoreSaysAsync(order => order with { Payment = payment });
        Assert.Equal("STORE_REFUND", Assert.Single(_world.AlertRows.Open.Values).Notice.Code);
        Assert.Equal($"payment in the store: Paid before, {payment} now", (await _world.PurchaseAsync("1001")).Hold!.Detail);

        await ReleaseAsync();
        await StoreSaysAsync(order => order with { Note = "seen" });
        Assert.Empty(_world.AlertRows.Open);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task A_refund_that_waits_behind_another_trouble_is_told_when_that_is_over_by_itself()
    {
        await EndedAsync();
        await ParcelSaysAsync(ParcelStatus.AttemptFailed, "UNSIGN");
        await StoreSaysAsync(order => order with { Payment = StorePaymentStatus.Refunded });
        Assert.Equal("PARCEL_TROUBLED", Assert.Single(_world.AlertRows.Open.Values).Notice.Code);

        await ParcelSaysAsync(ParcelStatus.Delivered, "SIGN");
        Assert.Equal("STORE_REFUND", Assert.Single(_world.AlertRows.Open.Values).Notice.Code);
    }

    [Fact]
    public async Task An_order_that_is_cancelled_after_the_end_is_told()
    {
        await EndedAsync();
        await StoreSaysAsync(order => order with { CancelledAt = _world.Clock.GetUtcNow() });

        Assert.Equal("STORE_REFUND", Assert.Single(_world.AlertRows.Open.Values).Notice.Code);
    }

    private async Task EndedAsync()
    {
        var key = (await _world.PaidAsync()).Key;
        await _world.ShipAsync("73123456789012");
        await _world.PlayAsync(key);
        Assert.Equal(OrderState.Fulfilled, (await _world.ReadAsync("1001")).State);
    }

    private async Task ParcelSaysAsync(ParcelStatus status, string raw)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var id = _world.Market.Single.OrderId;
        _world.Market.Parcels[id][0] = _world.Market.Parcels[id][0] with { Status = status, RawStatus = raw };
        await _world.NewsAsync(id);
    }

    private async Task RefundAsync(string? status)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(
            _world.Market.Single.OrderId,
            order => order with { RefundStatus = status, ModifiedAt = _world.Clock.GetUtcNow() }
        );
        await _world.NewsAsync(_world.Market.Single.OrderId);
    }

    private async Task StoreSaysAsync(Func<StoreOrder, StoreOrder> change)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        _world.Store.Orders["1001"] = change(_world.Store.Orders["1001"]) with { UpdatedAt = _world.Clock.GetUtcNow() };
        await _world.SinglePull.ReadAsync(new StoreChange(new OrderKey(World.Account, "1001"), null), null, CancellationToken.None);
        await _world.DrainAsync();
    }

    private async Task ReleaseAsync() =>
        await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "seen to", CancellationToken.None);
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>1688 against the ledger: news are taken in, and what nobody here placed is named and left alone.</summary>
public sealed class MarketComparisonTests
{
    private static readonly AlertKey s_alert = AlertKey.OfComparison(
        ReconciledCounterparty.PurchasingAccount,
        World.PurchasingAccountId,
        HoldReasons.MarketGap
    );

    private readonly World _world = new();

    [Fact]
    public async Task Nothing_differs_where_nothing_went_past_us()
    {
        await PlacedAsync();

        var report = await CompareAsync();

        Assert.True(report.IsZeroGap);
        Assert.Equal((1, 1, 0), (report.Listed, report.Asked, report.Foreign));
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task News_that_went_past_us_are_taken_in_and_wake_the_orchestration()
    {
        var purchase = await PlacedAsync();
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        _world.Market.Pay(_world.Market.Single.OrderId);
        await SettleAsync();
        _world.Workflows.Woken.Clear();

        var report = await CompareAsync();

        Assert.Equal(
            [(DiscrepancyKind.NewsMissed, purchase.Key.Value, true)],
            report.Gaps.Select(gap => (gap.Kind, gap.Subject, gap.IsRepaired))
        );
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        Assert.Contains(purchase.Key, _world.Workflows.Woken);
        Assert.True((await CompareAsync()).IsZeroGap);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData("shop-one.1001.0123456789.s7", DiscrepancyKind.PurchaseUnknownHere)]
    [InlineData("shop-one.9999.0123456789.s1", DiscrepancyKind.PurchaseUnknownHere)]
    [InlineData("shop-one.broken", DiscrepancyKind.PurchaseUnknownHere)]
    [InlineData("elsewhere.9999.0123456789.s1", null)]
    [InlineData("by hand", null)]
    [InlineData(null, null)]
    public async Task An_order_that_nobody_here_placed_is_named_when_its_number_is_ours_and_counted_otherwise(
        string? key,
        DiscrepancyKind? gap
    )
    {
        await PlacedAsync();
        _world.Market.Orders.Add(_world.Market.Single with { OrderId = "strange", Key = key });
        var before = await _world.ReadAsync("1001");

        var report = await CompareAsync();

        Assert.Equal(
            gap is { } kind ? [(kind, key!, false)] : [],
            report.Gaps.Select(found => (found.Kind, found.Subject, found.IsRepaired))
        );
        Assert.Equal(gap is null ? 1 : 0, report.Foreign);
        Assert.Equal(gap is not null, _world.AlertRows.Open.ContainsKey(s_alert));
        Assert.Equal(before, await _world.ReadAsync("1001"));
    }

    [Fact]
    public async Task A_purchase_that_is_there_twice_is_told_as_such_until_one_of_them_is_cancelled()
    {
        var purchase = await PlacedAsync();
        var alert = AlertKey.OfDoubledPurchase(ReconciledCounterparty.PurchasingAccount, World.PurchasingAccountId, purchase.Key);
        _world.Market.Orders.Add(_world.Market.Single with { OrderId = "twin" });

        Assert.Contains(
            (DiscrepancyKind.PurchaseDoubled, purchase.Key.Value),
            (await CompareAsync()).Gaps.Select(gap => (gap.Kind, gap.Subject))
        );
        Assert.Equal(purchase.Key.Order, _world.AlertRows.Open[alert].Notice.Order);

        // The sweep has read the second one meanwhile: that changes nothing.
        await _world.NewsAsync("twin");
        Assert.Equal(2, (await _world.PurchaseAsync("1001")).SupplierOrders.Count);
        Assert.Contains(DiscrepancyKind.PurchaseDoubled, (await CompareAsync()).Gaps.Select(gap => gap.Kind));
        Assert.Contains(alert, _world.AlertRows.Open.Keys);

        _world.Market.Change("twin", order => order with { Status = SupplierOrderStatus.Cancelled, RawStatus = "cancel" });
        await _world.NewsAsync("twin");
        await SettleAsync();
        Assert.True((await CompareAsync()).IsZeroGap);
        Assert.DoesNotContain(alert, _world.AlertRows.Open.Keys);
    }

    [Fact]
    public async Task An_order_that_comes_up_for_a_purchase_that_was_cancelled_is_named()
    {
        var purchase = await PlacedAsync();
        await _world.Commands.CancelAsync(purchase.Key, "Ann", "not wanted", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(PurchaseOrderState.Cancelled, (await _world.PurchaseAsync("1001")).State);
        _world.Market.Orders.Add(
            _world.Market.Single with
            {
                OrderId = "late",
                Status = SupplierOrderStatus.AwaitingPayment,
                RawStatus = "waitbuyerpay",
            }
        );
        await SettleAsync();

        Assert.Equal(
            [(DiscrepancyKind.PurchaseUnknownHere, purchase.Key.Value, false)],
            (await CompareAsync()).Gaps.Select(gap => (gap.Kind, gap.Subject, gap.IsRepaired))
        );
    }

    [Fact]
    public async Task A_purchase_that_1688_split_is_no_double()
    {
        var purchase = await PlacedAsync(quantity: 2);
        var whole = _world.Market.Single;
        _world.Market.Change(whole.OrderId, order => order with { Lines = [order.Lines[0] with { Quantity = 1 }] });
        _world.Market.Orders.Add(_world.Market.Single with { OrderId = "other half" });
        await _world.NewsAsync(whole.OrderId);
        await SettleAsync();

        var report = await CompareAsync();

        Assert.Equal([(DiscrepancyKind.NewsMissed, purchase.Key.Value)], report.Gaps.Select(gap => (gap.Kind, gap.Subject)));
        Assert.Equal(2, (await _world.PurchaseAsync("1001")).SupplierOrders.Count);
    }

    [Fact]
    public async Task An_order_of_the_ledger_that_1688_does_not_know_is_named_and_left_alone()
    {
        var purchase = await PlacedAsync();
        var before = await _world.ReadAsync("1001");
        _world.Market.OnRead = id => CallResult.Refused<SupplierOrder>("404", "no such order", RefusalMeaning.NotFound);
        _world.Market.Orders.Clear();

        var report = await CompareAsync();

        Assert.Equal(
            [(DiscrepancyKind.PurchaseUnknownToMarket, purchase.Key.Value, false)],
            report.Gaps.Select(gap => (gap.Kind, gap.Subject, gap.IsRepaired))
        );
        Assert.Equal(before, await _world.ReadAsync("1001"));
    }

    private async Task<PurchaseOrder> PlacedAsync(int quantity = 1)
    {
        await _world.Sweep.RunAsync(CancellationToken.None);
        var purchase = await _world.AskedAsync(quantity: quantity);
        await SettleAsync();
        await _world.Sweep.RunAsync(CancellationToken.None);
        await _world.DrainAsync();
        return purchase;
    }

    // Time goes by, and the sweep's watermark with it, without anything being read.
    private async Task SettleAsync()
    {
        _world.Clock.Advance(TimeSpan.FromHours(1));
        var cursor = await _world.PurchasingAccounts.ReadCursorAsync(World.PurchasingAccountId, CancellationToken.None);
        await _world.PurchasingAccounts.SaveCursorAsync(
            World.PurchasingAccountId,
            cursor with
            {
                Watermark = _world.Clock.GetUtcNow(),
                LastSuccessAt = _world.Clock.GetUtcNow(),
            },
            CancellationToken.None
        );
    }

    private async Task<ReconciliationRun> CompareAsync() => (await _world.ReconcileAsync())[ReconciledCounterparty.PurchasingAccount];
}

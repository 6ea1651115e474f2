using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Ports;

/// <summary>The market's word as a message carries it.</summary>
public sealed class SupplierChangeTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("purchasing-one|9001", false)]
    [InlineData("purchasing-one|9001|again", true)]
    public void A_change_reads_as_it_is_written(string text, bool isRedelivery)
    {
        Assert.Equal(new SupplierChange("purchasing-one", "9001", isRedelivery), SupplierChange.Parse(text));
        Assert.Equal(text, SupplierChange.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("9001")]
    [InlineData("|9001")]
    [InlineData("purchasing-one|")]
    [InlineData("purchasing-one|9001|twice")]
    public void What_names_no_order_is_said_to(string text)
    {
        Assert.Contains(
            $"'{text}' does not name a 1688 order",
            Assert.Throws<FormatException>(() => SupplierChange.Parse(text)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_hold_that_was_written_and_not_told_is_told_by_the_try_that_was_put_back()
    {
        await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var id = _world.Market.Single.OrderId;
        _world.Market.Change(id, order => order with { Status = SupplierOrderStatus.Cancelled, RawStatus = "cancel" });
        await _world.NewsAsync(id);

        // The process ended before anybody was told; the next try could not read the order.
        await _world.Alerts.ResolveAsync(Assert.Single(_world.AlertRows.Open).Key, CancellationToken.None);
        _world.Market.OnRead = _ => CallResult.NotSent<SupplierOrder>(new CallProblem(ProblemKind.RateLimited, "429", "slow down"));
        await _world.Sync.ReadAgainAsync(new SupplierChange(World.PurchasingAccountId, id), isRedelivery: true, CancellationToken.None);
        Assert.Equal(new SupplierChange(World.PurchasingAccountId, id, IsRedelivery: true), Assert.Single(_world.Queues.SupplierChanges));
        _world.Market.OnRead = null;
        await _world.DrainAsync();

        Assert.Equal([HoldReasons.SupplierClosed.Code], _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code));
    }

    [Fact]
    public async Task A_hold_that_nobody_was_told_of_is_told_by_the_next_comparison_with_the_store()
    {
        await _world.RunAsync();
        await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(
            _world.Market.Single.OrderId,
            order => order with { Status = SupplierOrderStatus.Cancelled, RawStatus = "cancel" }
        );
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.Alerts.ResolveAsync(Assert.Single(_world.AlertRows.Open).Key, CancellationToken.None);

        await _world.ReconcileAsync();

        Assert.Contains(HoldReasons.SupplierClosed.Code, _world.AlertRows.Open.Values.Select(alert => alert.Notice.Code));
    }
}

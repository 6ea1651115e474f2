using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Purchasing;

/// <summary>One look a minute at all that changed at the market: no order of ours is missed for what others are like.</summary>
public sealed class SupplierSweepTests
{
    private readonly World _world = new();
    private readonly List<string> _read = [];

    [Fact]
    public async Task An_order_of_ours_that_cannot_be_read_is_told_and_the_others_are_taken_in()
    {
        var order = await BoughtAsync();
        _world.Market.OnList = () =>
            CallResult.Success(
                new SupplierOrderPage([order], false)
                {
                    Unreadable = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["77"] = "shop-one.6001.0123456789.s1",
                        ["78"] = "somebody-elses",
                    },
                }
            );

        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Equal(["77"], _world.Queues.SupplierChanges.Select(change => change.SupplierOrderId));
        Assert.Equal([order.OrderId], _read);
        var alert = Assert.Single(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PurchasingUnreadable.Code);
        Assert.EndsWith(": 77", alert.Notice.Detail, StringComparison.Ordinal);

        _world.Market.OnList = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.Sweep.RunAsync(CancellationToken.None);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PurchasingUnreadable.Code);
    }

    [Fact]
    public async Task A_list_that_leaves_our_number_out_hides_no_order()
    {
        var order = await BoughtAsync();
        _world.Market.OnList = () => CallResult.Success(new SupplierOrderPage([order with { Key = null }], false));

        await _world.Sweep.RunAsync(CancellationToken.None);
        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Equal([order.OrderId], _read);
        Assert.Empty(_world.Queues.SupplierChanges);
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_at_once_is_left_to_a_message()
    {
        var order = await BoughtAsync();
        _world.Market.OnList = () => CallResult.Success(new SupplierOrderPage([order], false));
        _world.Market.OnRead = _ => throw new InvalidOperationException("The connection broke in a way that nobody foresaw.");

        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Equal([new SupplierChange(World.PurchasingAccountId, order.OrderId, IsRedelivery: true)], _world.Queues.SupplierChanges);
    }

    [Fact]
    public async Task A_sweep_that_takes_long_leaves_the_rest_to_messages()
    {
        var order = await BoughtAsync();
        _world.Market.OnList = () =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(20));
            return CallResult.Success(new SupplierOrderPage([order], false));
        };

        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Empty(_read);
        Assert.Equal(order.OrderId, Assert.Single(_world.Queues.SupplierChanges).SupplierOrderId);
    }

    [Fact]
    public async Task What_another_instance_wrote_and_told_nobody_is_told_by_the_sweep_behind_a_repeated_push()
    {
        var order = await BoughtAsync();
        var key = (await _world.PurchaseAsync("1001")).Key;
        _world.Market.Pay(order.OrderId);
        var paid = _world.Market.Single;

        // It is paid and nobody approved it; the other instance ends between its save and its alert.
        await _world.Orders.EditAsync(
            key.Order,
            Actor.Market,
            _world.Clock,
            edit => SupplierProgress.Apply(edit, key, [paid]),
            CancellationToken.None
        );
        Assert.NotNull((await _world.PurchaseAsync("1001")).Hold);
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        var push = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["genuine"] = "yes",
            ["id"] = "m",
            ["orders"] = order.OrderId,
        };

        Assert.Equal(WebhookAnswer.Taken, await _world.Notifications.TakeAsync(World.PurchasingAccountId, push, CancellationToken.None));
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PaidBeyondApproval.Code);
    }

    [Fact]
    public async Task A_list_that_grows_shorter_while_its_pages_are_read_is_read_from_the_beginning()
    {
        var order = await BoughtAsync();
        var other = order with { OrderId = "other", Key = "another-system" };

        // What stood first on the second page has moved up to the first by then.
        var pages = new Queue<SupplierOrderPage>([
            new SupplierOrderPage([other], true) { Total = 3 },
            new SupplierOrderPage([], false) { Total = 2 },
            new SupplierOrderPage([order], true) { Total = 2 },
            new SupplierOrderPage([other], false) { Total = 2 },
        ]);
        _world.Market.OnList = () => CallResult.Success(pages.Dequeue());

        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Empty(pages);
        Assert.Equal([order.OrderId], _read);
    }

    [Fact]
    public async Task A_list_that_never_stands_still_is_read_to_the_end_all_the_same()
    {
        await BoughtAsync();
        var total = 1000L;
        var page = 0;
        _world.Market.OnList = () => CallResult.Success(new SupplierOrderPage([], ++page % 2 == 1 && page < 100) { Total = --total });

        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.InRange(page, 2, 20);
    }

    private async Task<SupplierOrder> BoughtAsync()
    {
        await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { RawStatus = "changed" });
        _world.Market.OnRead = id =>
        {
            _read.Add(id);
            return null;
        };
        return _world.Market.Single;
    }
}

using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>Silence is told, and closes by itself.</summary>
public sealed class HeartbeatTests
{
    private readonly World _world = new();
    private readonly StalenessCheck _watch;

    public HeartbeatTests() =>
        _watch = new StalenessCheck(
            _world.StoreAccounts,
            _world.PurchasingAccounts,
            _world.OutageRows,
            _world.Alerts,
            _world.Metrics,
            new HeartbeatOptions { StaleAfter = TimeSpan.FromMinutes(3) },
            _world.Clock
        );

    [Fact]
    public async Task A_store_and_a_customer_that_were_not_read_for_three_intervals_are_told_and_closed_by_the_next_good_read()
    {
        await ReadBothAsync();
        await LookAsync(minutes: 3);
        Assert.Empty(_world.AlertRows.Open);

        await LookAsync(minutes: 1);
        await LookAsync(minutes: 1);
        Assert.Equal(
            [AlertKey.Of(World.PurchasingAccount, HoldReasons.PurchasingSilent), AlertKey.Of(World.StoreAccount, HoldReasons.StoreSilent)],
            _world.AlertRows.Open.Keys.OrderBy(key => key.ToString(), StringComparer.Ordinal)
        );
        Assert.All(_world.AlertRows.Raised.Values, times => Assert.Equal(1, times));

        await ReadBothAsync();
        await LookAsync(minutes: 1);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_keeps_no_later_look_back_and_the_run_fails_all_the_same()
    {
        var world = new World(approvals: options => options with { SecondApproverId = "ann", EscalateAlertsAfter = TimeSpan.FromHours(1) });
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await world.RunAsync();
        await world.Alerts.MarkMailedAsync(Assert.Single(world.AlertRows.Open.Values), CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Orders.OnEdge = () => throw new InvalidOperationException("the row cannot be read");
        var seconds = new SecondApprovers(world.StoreAccounts, world.Options);
        var checks = new HeartbeatChecks(
            [
                _watch,
                world.OrderAlerts,
                world.Deadlines,
                new WaitWatch(world.Orders, world.Alerts, world.Switch, new WaitOptions(), world.Clock),
                world.Labels,
                world.Events,
                new ParcelWordCheck(world.Alerts, new NoWords()),
                new ConsentWatch(
                    world.StoreAccounts,
                    world.PurchasingAccounts,
                    world.Secrets,
                    world.Alerts,
                    new RecentChanges(),
                    world.Clock
                ),
                new RateRefresh([], world.FetchedRates, world.Rates, world.StoreAccounts, world.Alerts, new GuardOptions(), world.Clock),
            ],
            new AlertEscalation(
                world.Alerts,
                seconds,
                new TeamChannels(new PlainNotices(), world.Mailer, []),
                new OrderListLinks(world.Options, world.Clock),
                world.Options,
                new TeamOptions(),
                world.Clock
            )
        );

        var failed = await Assert.ThrowsAsync<AggregateException>(() => checks.LookAsync(CancellationToken.None));

        Assert.All(failed.InnerExceptions, one => Assert.IsType<InvalidOperationException>(one));
        Assert.Equal(["ann@example.com"], Assert.Single(world.Mailer.Sent).To);
    }

    [Fact]
    public async Task An_account_that_is_unauthorised_or_was_never_read_is_not_silent()
    {
        await LookAsync(minutes: 60);
        Assert.Empty(_world.AlertRows.Open);

        await ReadBothAsync();
        await LookAsync(minutes: 60);
        Assert.Equal(2, _world.AlertRows.Open.Count);
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { State = StoreAccountState.Unauthorized }, CancellationToken.None);
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                State = PurchasingAccountState.Unauthorized,
            },
            CancellationToken.None
        );
        await LookAsync(minutes: 1);
        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_reply_without_the_list_pauses_and_tells_and_the_watermark_stands()
    {
        await ReadBothAsync();
        var cursor = await _world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None);
        _world.Store.Down = new CallProblem(ProblemKind.Unreadable, "shape", "the reply has no list of orders");
        _world.Clock.Advance(TimeSpan.FromMinutes(5));

        await _world.Pull.PullAsync(World.Account, CancellationToken.None);
        await _watch.LookAsync(CancellationToken.None);

        Assert.Equal(cursor, await _world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None));
        Assert.Equal(
            [AlertKey.Of(World.StoreAccount, HoldReasons.StoreSilent), AlertKey.Of(World.StoreAccount, HoldReasons.StoreUnreadable)],
            _world.AlertRows.Open.Keys.Where(key => key.IsAbout(World.StoreAccount))
        );
    }

    [Theory]
    [InlineData(ProblemKind.Unreadable, true)]
    [InlineData(ProblemKind.Rejected, true)]
    [InlineData(ProblemKind.RateLimited, false)]
    public async Task A_list_of_1688_that_cannot_be_read_is_told_at_once_and_the_watermark_stands(ProblemKind kind, bool isTold)
    {
        await ReadBothAsync();
        await _world.AskedAsync();
        await ReadBothAsync();
        var cursor = await _world.PurchasingAccounts.ReadCursorAsync(World.PurchasingAccountId, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Pay(_world.Market.Single.OrderId);
        _world.Market.OnList = () =>
            kind == ProblemKind.Rejected
                ? CallResult.Refused<SupplierOrderPage>("UNKNOWN", "no")
                : CallResult.NotSent<SupplierOrderPage>(new CallProblem(kind, "shape", "the reply has no list of orders"));

        await _world.Sweep.RunAsync(CancellationToken.None);
        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Equal(cursor, await _world.PurchasingAccounts.ReadCursorAsync(World.PurchasingAccountId, CancellationToken.None));
        Assert.Empty(_world.Queues.SupplierChanges);
        Assert.Equal(isTold ? [AlertKey.Of(World.PurchasingAccount, HoldReasons.PurchasingUnreadable)] : [], _world.AlertRows.Open.Keys);

        // What was passed over meanwhile is found as soon as it can be read again.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.OnList = null;
        await _world.Sweep.RunAsync(CancellationToken.None);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.PurchasingUnreadable.Code);
        Assert.True((await _world.PurchaseAsync("1001")).SupplierOrders.Single().IsPaid);
    }

    [Fact]
    public async Task What_an_outage_was_told_of_is_not_told_as_silence_too()
    {
        await ReadBothAsync();
        _world.Store.Down = new CallProblem(ProblemKind.Transient, "503", "down");
        for (var minute = 0; minute < 10; minute++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            await _world.Pull.PullAsync(World.Account, CancellationToken.None);
            await _world.Sweep.RunAsync(CancellationToken.None);
        }

        await _watch.LookAsync(CancellationToken.None);

        Assert.Equal([AlertKey.Of(World.StoreAccount, HoldReasons.ServiceDown)], _world.AlertRows.Open.Keys);
    }

    private async Task ReadBothAsync()
    {
        await _world.RunAsync();
        await _world.Sweep.RunAsync(CancellationToken.None);
    }

    private Task LookAsync(int minutes)
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(minutes));
        return _watch.LookAsync(CancellationToken.None);
    }

    private sealed class NoWords : IParcelWords
    {
        public bool Knows(string word) => false;
    }
}

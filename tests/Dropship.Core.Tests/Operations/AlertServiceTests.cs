using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Core.Tests.Operations;

public sealed class AlertServiceTests
{
    private readonly MemoryQueues _queues = new();

    [Fact]
    public async Task A_hold_of_the_store_is_told_only_when_it_lasts_and_all_else_at_once()
    {
        var alerts = new AlertService(
            new Rows(),
            _queues,
            new PromiseMetrics(new MemoryMeters()),
            new World().Options,
            TestClock.Standing()
        );

        await alerts.RaiseAsync(
            new AlertNotice("order:shop|1:STORE_HOLD", HoldReasons.StoreHold.Code, "#1", "OTHER"),
            CancellationToken.None
        );
        await alerts.RaiseAsync(
            new AlertNotice("order:shop|1:SKU_UNMAPPED", HoldReasons.SkuUnmapped.Code, "#1", "SKU-A"),
            CancellationToken.None
        );

        Assert.Equal([true, false], _queues.AlertWaits.Select(wait => wait >= TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task A_persons_word_ends_an_alert_of_a_word_for_good_and_no_alert_of_a_hold()
    {
        var alerts = new AlertService(
            new Rows(),
            _queues,
            new PromiseMetrics(new MemoryMeters()),
            new World().Options,
            TestClock.Standing()
        );
        var word = new AlertNotice(AlertKeys.OfParcelWord("1688 BEAMED"), HoldReasons.ParcelWordUnknown.Code, "1688 BEAMED", "#1");
        var hold = new AlertNotice("order:shop|1:SKU_UNMAPPED", HoldReasons.SkuUnmapped.Code, "#1", "SKU-A");
        await alerts.RaiseAsync(word, CancellationToken.None);
        await alerts.RaiseAsync(hold, CancellationToken.None);

        Assert.True(await alerts.SettleAsync(word.Key, "Li", "no status", CancellationToken.None));
        Assert.False(await alerts.SettleAsync(hold.Key, "Li", "so what", CancellationToken.None));
        Assert.False(await alerts.SettleAsync("parcel-word:other", "Li", "so what", CancellationToken.None));
        var mails = _queues.AlertWaits.Count;
        await alerts.RaiseAsync(word, CancellationToken.None);

        Assert.Equal([hold.Key], (await alerts.ListOpenAsync(CancellationToken.None)).Select(alert => alert.Notice.Key));
        Assert.Equal(mails, _queues.AlertWaits.Count);
        Assert.Equal("Li", (await alerts.FindAsync(word.Key, CancellationToken.None))!.Settled!.By);
    }

    private sealed class Rows : IAlertRows
    {
        private readonly Dictionary<string, Alert> _open = new(StringComparer.Ordinal);

        public Task<bool> TryOpenAsync(Alert alert, CancellationToken cancellationToken) =>
            Task.FromResult(_open.TryAdd(alert.Notice.Key, alert));

        public Task<Alert?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_open.GetValueOrDefault(key));

        public Task<IReadOnlyList<Alert>> ListOpenAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Alert>>([.. _open.Values]);

        public Task<bool> TrySaveAsync(Alert alert, CancellationToken cancellationToken)
        {
            _open[alert.Notice.Key] = alert;
            return Task.FromResult(true);
        }

        public Task CloseAsync(Alert alert, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<int> RemoveClosedBeforeAsync(DateOnly day, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}

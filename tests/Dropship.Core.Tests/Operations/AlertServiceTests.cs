using System.Globalization;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.TestKit;
using Dropship.TestKit.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Dropship.Core.Tests.Operations;

public sealed class AlertServiceTests
{
    private static readonly OrderKey s_order = new("shop", "1");

    private readonly MemoryQueues _queues = new();

    [Fact]
    public async Task A_hold_of_the_store_is_told_only_when_it_lasts_and_all_else_at_once()
    {
        var alerts = new AlertService(
            new MemoryAlertRows(),
            _queues,
            new PromiseMetrics(new MemoryMeters()),
            new World().Options,
            new TeamOptions(),
            TestClock.Standing()
        );

        await alerts.RaiseAsync(
            new AlertNotice(AlertKey.Of(s_order, HoldReasons.StoreHold), HoldReasons.StoreHold.Code, "#1", "OTHER"),
            CancellationToken.None
        );
        await alerts.RaiseAsync(
            new AlertNotice(AlertKey.Of(s_order, HoldReasons.SkuUnmapped), HoldReasons.SkuUnmapped.Code, "#1", "SKU-A"),
            CancellationToken.None
        );

        Assert.Equal([true, false], _queues.AlertWaits.Select(wait => wait >= TimeSpan.FromMinutes(10)));
    }

    [Theory]
    [InlineData("2026-03-01T21:59:00Z", "OUT_OF_STOCK", 2)]
    [InlineData("2026-03-01T22:00:00Z", "OUT_OF_STOCK", 8 * 60)]
    [InlineData("2026-03-02T03:30:00Z", "OUT_OF_STOCK", 150)]
    [InlineData("2026-03-02T03:30:00Z", "SHIP_BY_NEAR", 2)]
    [InlineData("2026-03-02T03:30:00Z", "MONEY_STOPPED", 2)]
    [InlineData("2026-03-02T03:30:00Z", "PAID_BEYOND_APPROVAL", 2)]
    [InlineData("2026-03-02T06:00:00Z", "OUT_OF_STOCK", 2)]
    public async Task In_quiet_hours_only_what_is_urgent_is_told_and_the_rest_when_they_end(string at, string code, int minutes)
    {
        var now = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        var options = new World(approvals: old => old with { CollectAlertsFor = TimeSpan.FromMinutes(2) }).Options;
        var alerts = new AlertService(
            new MemoryAlertRows(),
            _queues,
            new PromiseMetrics(new MemoryMeters()),
            options,
            new TeamOptions { Quiet = new QuietHours(new TimeOnly(22, 2), new TimeOnly(6, 0), TimeZoneInfo.Utc) },
            new FakeTimeProvider(now)
        );

        await alerts.RaiseAsync(new AlertNotice(AlertKey.Of(s_order, code), code, "#1", "SKU-A"), CancellationToken.None);

        Assert.Equal([TimeSpan.FromMinutes(minutes)], _queues.AlertWaits);
    }

    [Fact]
    public async Task A_persons_word_ends_an_alert_of_a_word_for_good_and_no_alert_of_a_hold()
    {
        var alerts = new AlertService(
            new MemoryAlertRows(),
            _queues,
            new PromiseMetrics(new MemoryMeters()),
            new World().Options,
            new TeamOptions(),
            TestClock.Standing()
        );
        var word = new AlertNotice(AlertKey.OfParcelWord("1688 BEAMED"), HoldReasons.ParcelWordUnknown.Code, "1688 BEAMED", "#1");
        var hold = new AlertNotice(AlertKey.Of(s_order, HoldReasons.SkuUnmapped), HoldReasons.SkuUnmapped.Code, "#1", "SKU-A");
        await alerts.RaiseAsync(word, CancellationToken.None);
        await alerts.RaiseAsync(hold, CancellationToken.None);

        Assert.True(await alerts.SettleAsync(word.Key, "Li", "no status", CancellationToken.None));
        Assert.False(await alerts.SettleAsync(hold.Key, "Li", "so what", CancellationToken.None));
        Assert.False(await alerts.SettleAsync(AlertKey.OfParcelWord("other"), "Li", "so what", CancellationToken.None));
        var mails = _queues.AlertWaits.Count;
        await alerts.RaiseAsync(word, CancellationToken.None);

        Assert.Equal([hold.Key], (await alerts.ListOpenAsync(CancellationToken.None)).Select(alert => alert.Notice.Key));
        Assert.Equal(mails, _queues.AlertWaits.Count);
        Assert.Equal("Li", (await alerts.FindAsync(word.Key, CancellationToken.None))!.Settled!.By);
    }
}

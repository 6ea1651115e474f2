using System.Diagnostics.Metrics;
using System.Text;
using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Storage.Queues;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Dropship.Storage.Tests.Operations;

/// <summary>A person is told once of each thing, and again when it comes back.</summary>
[Collection(StorageGroup.Name)]
public sealed class AlertTests(StorageFixture fixture)
{
    [Fact]
    public async Task An_alert_is_kept_and_queued()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var notice = NewNotice();

        await bench.Alerts.RaiseAsync(notice, CancellationToken.None);

        var alert = (await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!;
        Assert.Equal((notice, clock.GetUtcNow(), null, null), (alert.Notice, alert.RaisedAt, alert.MailedAt, alert.ResolvedAt));
        Assert.Contains(await bench.Alerts.ListOpenAsync(CancellationToken.None), one => one.Notice == notice);
        Assert.Equal(1, await QueuedAsync(bench, notice));
    }

    [Fact]
    public async Task Raised_again_it_stays_one_and_an_unsent_mail_is_queued_again()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var notice = NewNotice();
        await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
        var raisedAt = clock.GetUtcNow();
        await QueuedAsync(bench, notice);

        clock.Advance(TimeSpan.FromHours(1));
        await bench.Alerts.RaiseAsync(notice with { Detail = "again" }, CancellationToken.None);
        Assert.Equal(1, await QueuedAsync(bench, notice));
        Assert.Equal(raisedAt, (await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!.RaisedAt);

        await bench.Alerts.MarkMailedAsync((await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!, CancellationToken.None);
        Assert.Equal(clock.GetUtcNow(), (await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!.MailedAt);
        await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
        Assert.Equal(0, await QueuedAsync(bench, notice));
        Assert.Single(await bench.Alerts.ListOpenAsync(CancellationToken.None), alert => alert.Notice.Key == notice.Key);
    }

    [Fact]
    public async Task Each_is_measured_once_when_it_begins_and_once_when_it_ends()
    {
        await using var bench = fixture.Open(TestClock.Standing());
        var measured = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, bench.Meters))
                {
                    all.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => measured.Add(FormattableString.Invariant($"{instrument.Name} {value} {tags[0].Value}"))
        );
        listener.Start();
        var notice = NewNotice();
        for (var time = 0; time < 2; time++)
        {
            await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
        }

        for (var time = 0; time < 2; time++)
        {
            await bench.Alerts.ResolveAsync(notice.Key, CancellationToken.None);
        }

        Assert.Equal([$"dropship.alerts.raised 1 {notice.Code}", $"dropship.alerts.closed 1 {notice.Code}"], measured);
    }

    [Fact]
    public async Task Resolved_it_is_closed_and_the_next_time_is_a_new_one()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var notice = NewNotice();
        await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
        var first = (await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!;
        await bench.Alerts.MarkMailedAsync(first, CancellationToken.None);
        await QueuedAsync(bench, notice);

        clock.Advance(TimeSpan.FromHours(1));
        await bench.Alerts.ResolveAsync(notice.Key, CancellationToken.None);
        await bench.Alerts.ResolveAsync(notice.Key, CancellationToken.None);
        Assert.Null(await bench.Alerts.FindAsync(notice.Key, CancellationToken.None));
        Assert.DoesNotContain(await bench.Alerts.ListOpenAsync(CancellationToken.None), alert => alert.Notice.Key == notice.Key);
        Assert.Single(
            await bench.PartitionAsync("Alerts", "closed-2026-03"),
            row => row.GetString("Doc0")!.Contains(notice.Subject, StringComparison.Ordinal)
        );

        await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
        var second = (await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!;
        Assert.Equal((clock.GetUtcNow(), null), (second.RaisedAt, second.MailedAt));
        Assert.Equal(1, await QueuedAsync(bench, notice));
    }

    [Fact]
    public async Task Closed_ones_are_removed_by_whole_months_and_open_ones_never()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2019, 5, 31, 12, 0, 0, TimeSpan.Zero));
        await using var bench = fixture.Open(clock);
        var open = NewNotice();
        await bench.Alerts.RaiseAsync(open, CancellationToken.None);
        for (var index = 0; index < 3; index++)
        {
            var notice = NewNotice();
            await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
            await bench.Alerts.ResolveAsync(notice.Key, CancellationToken.None);
            clock.Advance(TimeSpan.FromDays(14));
        }

        Assert.Equal(1, await bench.AlertRows.RemoveClosedBeforeAsync(new DateOnly(2019, 6, 30), CancellationToken.None).SumAsync());

        Assert.Empty(await bench.PartitionAsync("Alerts", "closed-2019-05"));
        Assert.Equal(2, (await bench.PartitionAsync("Alerts", "closed-2019-06")).Count);
        Assert.NotNull(await bench.Alerts.FindAsync(open.Key, CancellationToken.None));
    }

    [Fact]
    public async Task A_mail_that_comes_too_late_marks_nothing()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var notice = NewNotice();
        await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
        var old = (await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!;
        await bench.Alerts.ResolveAsync(notice.Key, CancellationToken.None);

        await bench.Alerts.MarkMailedAsync(old, CancellationToken.None);
        Assert.Null(await bench.Alerts.FindAsync(notice.Key, CancellationToken.None));

        clock.Advance(TimeSpan.FromMinutes(1));
        await bench.Alerts.RaiseAsync(notice, CancellationToken.None);
        await bench.Alerts.MarkMailedAsync(old, CancellationToken.None);
        Assert.Null((await bench.Alerts.FindAsync(notice.Key, CancellationToken.None))!.MailedAt);
    }

    [Fact]
    public async Task Of_many_that_raise_it_at_once_one_is_kept()
    {
        await using var bench = fixture.Open();
        var notice = NewNotice();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.Alerts.RaiseAsync(notice, CancellationToken.None)));

        Assert.Single(await bench.Alerts.ListOpenAsync(CancellationToken.None), alert => alert.Notice.Key == notice.Key);
        Assert.True(await QueuedAsync(bench, notice) > 0);
    }

    private static AlertNotice NewNotice()
    {
        var order = new OrderKey(StorageFixture.NewAccount(), "gid://order/1?#'%");
        return new AlertNotice(AlertKey.Of(order, "SKU_UNMAPPED"), "SKU_UNMAPPED", $"#1001 {order.AccountId}", "SKU 红色", order);
    }

    // How often the alert stands in the queue; takes all out.
    private static async Task<int> QueuedAsync(StorageBench bench, AlertNotice notice) =>
        (await bench.TakeAsync(QueueNames.Alerts)).Count(body =>
            Encoding.UTF8.GetString(Convert.FromBase64String(body)) == notice.Key.ToString()
        );
}

using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Operations;

/// <summary>The rows behind failed messages, comparisons and outages: written only over what was read, and listed whole.</summary>
[Collection(StorageGroup.Name)]
public sealed class CareRowTests(StorageFixture fixture)
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_failed_message_is_written_only_over_the_version_that_was_read_however_long_it_is()
    {
        await using var bench = fixture.Open();
        var text = $"{Guid.NewGuid():N}{new string('中', 40_000)}";
        var first = new FailedMessage
        {
            Id = FailedMessage.IdOf("orders", text),
            Queue = "orders",
            Text = text,
            State = FailedMessageState.Waiting,
            Reason = "why",
            FirstFailedAt = s_now,
            LastFailedAt = s_now,
        };

        Assert.True(await bench.FailedMessages.TrySaveAsync(first, CancellationToken.None));
        Assert.False(await bench.FailedMessages.TrySaveAsync(first, CancellationToken.None));
        var read = (await bench.FailedMessages.FindAsync(first.Id, CancellationToken.None))!;
        Assert.Equal(first, read with { Version = null });
        Assert.True(await bench.FailedMessages.TrySaveAsync(read with { Count = 2 }, CancellationToken.None));
        Assert.False(await bench.FailedMessages.TrySaveAsync(read with { Count = 3 }, CancellationToken.None));
        Assert.Equal(2, (await bench.FailedMessages.ListAsync(CancellationToken.None)).Single(message => message.Id == first.Id).Count);
        Assert.Null(await bench.FailedMessages.FindAsync("no/such", CancellationToken.None));
    }

    [Fact]
    public async Task A_failed_message_is_removed_only_as_it_was_read()
    {
        await using var bench = fixture.Open();
        var text = $"{Guid.NewGuid():N}";
        var first = new FailedMessage
        {
            Id = FailedMessage.IdOf("orders", text),
            Queue = "orders",
            Text = text,
            State = FailedMessageState.Failing,
            Reason = "why",
            FirstFailedAt = s_now,
            LastFailedAt = s_now,
        };
        await bench.FailedMessages.TrySaveAsync(first, CancellationToken.None);
        var old = (await bench.FailedMessages.FindAsync(first.Id, CancellationToken.None))!;
        await bench.FailedMessages.TrySaveAsync(old with { Count = 1 }, CancellationToken.None);

        Assert.False(await bench.FailedMessages.TryRemoveAsync(old, CancellationToken.None));
        var now = (await bench.FailedMessages.FindAsync(first.Id, CancellationToken.None))!;
        Assert.True(await bench.FailedMessages.TryRemoveAsync(now, CancellationToken.None));
        Assert.Null(await bench.FailedMessages.FindAsync(first.Id, CancellationToken.None));
        Assert.False(await bench.FailedMessages.TryRemoveAsync(now, CancellationToken.None));
    }

    [Fact]
    public async Task A_message_for_a_queue_that_is_not_ours_is_not_sent()
    {
        await using var bench = fixture.Open();
        var message = new FailedMessage
        {
            Id = "x",
            Queue = "elsewhere",
            Text = "x",
            State = FailedMessageState.Waiting,
            Reason = "why",
            FirstFailedAt = s_now,
            LastFailedAt = s_now,
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            bench.FailedMessages.SendAgainAsync(message, "x", CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_comparison_is_kept_whole()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var run = new ReconciliationRun
        {
            StartedAt = s_now,
            From = s_now.AddDays(-3),
            Until = s_now,
            Page = "opaque",
            After = $"{account}|1",
        }.With(new Discrepancy(DiscrepancyKind.OrderMissed, $"{account}|7", "detail", true));

        Assert.True(
            await bench.Reconciliations.TrySaveAsync(
                new ReconciliationRecord
                {
                    Side = ReconciledCounterparty.Store,
                    AccountId = account,
                    Running = run,
                },
                CancellationToken.None
            )
        );
        var read = (await bench.Reconciliations.FindAsync(ReconciledCounterparty.Store, account, CancellationToken.None))!;

        Assert.Null(await bench.Reconciliations.FindAsync(ReconciledCounterparty.PurchasingAccount, account, CancellationToken.None));
        Assert.Equal(
            (run.StartedAt, run.From, run.Until, run.Page, run.After, 1),
            (read.Running!.StartedAt, read.Running.From, read.Running.Until, read.Running.Page, read.Running.After, read.Running.GapCount)
        );
        Assert.Equal(run.Gaps, read.Running.Gaps);
        Assert.False(await bench.Reconciliations.TrySaveAsync(read with { Version = null }, CancellationToken.None));
        Assert.Contains(await bench.Reconciliations.ListAsync(CancellationToken.None), record => record.AccountId == account);
    }

    [Fact]
    public async Task An_outage_is_seen_by_another_instance_within_seconds_and_gone_for_good_when_removed()
    {
        var clock = TestClock.Standing();
        await using var one = fixture.Open(clock);
        await using var other = fixture.Open(clock);
        var service = CircuitBreaker.Store(StorageFixture.NewAccount());
        Assert.Null(await other.Outages.FindAsync(service, CancellationToken.None));

        Assert.True(
            await one.Outages.TrySaveAsync(
                new Outage
                {
                    Service = service,
                    Since = s_now,
                    Failures = 3,
                    PausedUntil = s_now.AddMinutes(1),
                },
                CancellationToken.None
            )
        );
        Assert.Null(await other.Outages.FindAsync(service, CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(6));
        var seen = (await other.Outages.FindAsync(service, CancellationToken.None))!;
        Assert.Equal(3, seen.Failures);

        Assert.True(await other.Outages.TrySaveAsync(seen with { Failures = 4 }, CancellationToken.None));
        Assert.False(await one.Outages.TrySaveAsync(seen with { Failures = 5 }, CancellationToken.None));
        await one.Outages.RemoveAsync(service, CancellationToken.None);
        await one.Outages.RemoveAsync(service, CancellationToken.None);
        Assert.Null(await one.Outages.FindAsync(service, CancellationToken.None));
    }

    [Fact]
    public async Task All_orders_are_gone_through_in_pages_with_those_of_which_only_the_history_is_left()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        string[] ids = ["1", "2", "a/b", "中文", "z"];
        foreach (var id in ids)
        {
            await bench.Orders.CreateAsync(Sample.Order(new OrderKey(account, id)));
        }

        await bench.Tables.GetTableClient("Orders").DeleteEntityAsync($"{account}|2", $"a-{account}|2", Azure.ETag.All);
        var found = new List<string>();
        OrderKey? after = null;
        while (await bench.AllOrders.ListKeysAsync(after, 2, CancellationToken.None) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            found.AddRange(page.Where(key => key.AccountId == account).Select(key => key.StoreOrderId));
            after = page[^1];
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}

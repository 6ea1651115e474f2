using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;
using Dropship.TestKit.Memory;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>Records that nobody asks for any more go away; what waits for a person does not.</summary>
public sealed class RecordRetentionTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_failed_message_goes_some_time_after_it_worked_or_was_handled_and_never_while_it_waits()
    {
        await FailAsync("worked later");
        await _world.Failures.TakeAsync("orders", "waits", null, "poison", CancellationToken.None);
        await _world.Failures.TakeAsync("orders", "dropped", null, "poison", CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.Failures.DropAsync(FailedMessage.IdOf("orders", "dropped"), "Ann", "no use", CancellationToken.None);
        await FailAsync("failed a day later");

        _world.Clock.Advance(RecordRetention.RetainFor - TimeSpan.FromHours(1));
        Assert.Equal(["dropped", "failed a day later", "waits"], await LeftAsync());
        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["waits"], await LeftAsync());
        _world.Clock.Advance(TimeSpan.FromDays(3650));
        Assert.Equal(["waits"], await LeftAsync());
    }

    [Fact]
    public async Task A_day_of_spending_goes_when_it_is_that_old_and_giving_back_what_it_counted_does_no_harm()
    {
        var today = DateOnly.FromDateTime(_world.Clock.GetUtcNow().UtcDateTime);
        var ledger = new MemoryLedger();
        await ledger.TryReserveAsync(new SpendAccount("total", today), "one", Money.Cny(100), null, CancellationToken.None);
        await ledger.TryReserveAsync(new SpendAccount("total", today.AddDays(1)), "two", Money.Cny(10), null, CancellationToken.None);

        _world.Clock.Advance(RecordRetention.RetainFor);
        await Retention(ledger).RemoveDueAsync(CancellationToken.None);
        Assert.Equal(110, ledger.Sum("total"));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await Retention(ledger).RemoveDueAsync(CancellationToken.None);
        Assert.Equal(10, ledger.Sum("total"));

        await ledger.GiveBackAsync(new SpendReservation("one", today, Money.Cny(100), ["total"]), CancellationToken.None);
        Assert.Equal(10, ledger.Sum("total"));
    }

    [Fact]
    public async Task Deliveries_and_closed_alerts_go_when_nobody_can_ask_for_them_any_more()
    {
        var now = _world.Clock.GetUtcNow();
        _world.Deliveries.Steps = [100, 0, 7];
        await CloseAlertsAsync(3, now.AddDays(-440));
        await CloseAlertsAsync(1, now.AddDays(-390));

        Assert.Equal(
            new RemovedRecords(Spending: 0, Alerts: 3, Messages: 0, Suppliers: 0, Waybills: 0, Deliveries: 107, IsComplete: true),
            await Retention(new MemoryLedger()).RemoveDueAsync(CancellationToken.None)
        );

        Assert.Equal(now.AddDays(-30), _world.Deliveries.RemovedBefore);
        Assert.Single(_world.AlertRows.Closed);
    }

    [Fact]
    public async Task A_run_whose_time_is_over_leaves_the_rest_to_the_next()
    {
        var yesterday = DateOnly.FromDateTime(_world.Clock.GetUtcNow().UtcDateTime);
        var ledger = new MemoryLedger();
        await ledger.TryReserveAsync(new SpendAccount("total", yesterday), "one", Money.Cny(100), null, CancellationToken.None);
        await FailAsync("worked later");
        _world.Clock.Advance(RecordRetention.RetainFor + TimeSpan.FromDays(1));
        var begin = _world.Clock.GetUtcNow();
        _world.Deliveries.Steps = Endless();
        await CloseAlertsAsync(3, begin.AddDays(-440));

        var removed = await Retention(ledger).RemoveDueAsync(CancellationToken.None);

        Assert.Equal(
            new RemovedRecords(Spending: 1, Alerts: 3, Messages: 1, Suppliers: 0, Waybills: 0, Deliveries: 600, IsComplete: false),
            removed
        );
        Assert.Equal(RecordRetention.RunFor, _world.Clock.GetUtcNow() - begin);

        IEnumerable<int> Endless()
        {
            while (true)
            {
                _world.Clock.Advance(TimeSpan.FromMinutes(1));
                yield return 100;
            }
        }
    }

    [Fact]
    public async Task A_purchase_leaves_its_suppliers_record_when_it_is_that_old()
    {
        await _world.AskedAsync();
        _world.Clock.Advance(RecordRetention.RetainFor - TimeSpan.FromHours(1));
        Assert.Equal(0, (await Retention(new MemoryLedger()).RemoveDueAsync(CancellationToken.None)).Suppliers);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await Retention(new MemoryLedger()).RemoveDueAsync(CancellationToken.None)).Suppliers);
        Assert.Empty(_world.Suppliers.All);
    }

    private async Task<IEnumerable<string>> LeftAsync()
    {
        await Retention(new MemoryLedger()).RemoveDueAsync(CancellationToken.None);
        return (await _world.FailedMessages.ListAsync(CancellationToken.None))
            .Select(message => message.Text)
            .Order(StringComparer.Ordinal);
    }

    private RecordRetention Retention(ISpendLedger ledger) =>
        new(_world.FailedMessages, ledger, _world.Deliveries, _world.AlertRows, _world.Waybills, _world.Suppliers, _world.Clock);

    private async Task CloseAlertsAsync(int count, DateTimeOffset at)
    {
        for (var number = 0; number < count; number++)
        {
            var notice = new AlertNotice(AlertKey.OfMessage($"{number}"), HoldReasons.MessageFailed.Code, "orders", "poison");
            await _world.AlertRows.CloseAsync(
                new Alert
                {
                    Notice = notice,
                    RaisedAt = at,
                    ResolvedAt = at,
                },
                CancellationToken.None
            );
        }
    }

    private async Task FailAsync(string text) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _world.Failures.WatchAsync("orders", text, () => throw new InvalidOperationException("once"), CancellationToken.None)
        );
}

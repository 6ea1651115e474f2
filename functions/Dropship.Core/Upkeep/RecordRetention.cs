using System.Runtime.CompilerServices;
using Dropship.Core.Operations;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Deletes old records. Records that wait for a person stay.</summary>
public sealed class RecordRetention(
    IFailedMessages messages,
    ISpendLedger ledger,
    IWebhookDeliveries deliveries,
    IAlertRows alerts,
    IWaybills waybills,
    ISupplierCases suppliers,
    TimeProvider time
)
{
    /// <summary>How long failed messages, the days of spending and the records of suppliers are kept: long enough to look back at a
    /// quarter.</summary>
    public static readonly TimeSpan RetainFor = TimeSpan.FromDays(90);

    /// <summary>How long it is remembered that a delivery was taken in: platforms repeat one for days at the most.</summary>
    public static readonly TimeSpan RetainDeliveriesFor = TimeSpan.FromDays(30);

    /// <summary>How long closed alerts and the numbers of parcels are kept: long enough to compare with the same month of the year
    /// before.</summary>
    public static readonly TimeSpan RetainAlertsFor = TimeSpan.FromDays(400);

    /// <summary>The duration of a run, below the function time-out. The next run continues.</summary>
    public static readonly TimeSpan RunFor = TimeSpan.FromMinutes(6);

    /// <summary>Deletes old records until the run ends.</summary>
    public async Task<RemovedRecords> RemoveDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = now + RunFor;
        var before = now - RetainFor;
        var spending = await CountAsync(ledger.RemoveBeforeAsync(DayOf(before), cancellationToken), end);
        var closed = await CountAsync(alerts.RemoveClosedBeforeAsync(DayOf(now - RetainAlertsFor), cancellationToken), end);
        var settled = await CountAsync(RemoveMessagesAsync(before, cancellationToken), end);

        var purchases = await CountAsync(suppliers.RemoveBeforeAsync(before, cancellationToken), end);

        // Long tables, so the last: a run whose time is over before it is done has done the others.
        var taken = await CountAsync(deliveries.RemoveBeforeAsync(now - RetainDeliveriesFor, cancellationToken), end);
        var numbers = await CountAsync(waybills.RemoveBeforeAsync(now - RetainAlertsFor, cancellationToken), end);
        return new RemovedRecords(spending, closed, settled, purchases, numbers, taken, IsComplete: time.GetUtcNow() < end);
    }

    private async IAsyncEnumerable<int> RemoveMessagesAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var message in await messages.ListAsync(cancellationToken))
        {
            if (IsDue(message, before))
            {
                yield return await messages.TryRemoveAsync(message, cancellationToken) ? 1 : 0;
            }
        }
    }

    private async Task<int> CountAsync(IAsyncEnumerable<int> removal, DateTimeOffset end)
    {
        var removed = 0;
        await foreach (var step in removal)
        {
            removed += step;
            if (time.GetUtcNow() >= end)
            {
                break;
            }
        }

        return removed;
    }

    private static bool IsDue(FailedMessage message, DateTimeOffset before) =>
        message.State != FailedMessageState.Waiting
        && message.LastFailedAt < before
        && (message.HandledAt is not { } handledAt || handledAt < before);

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}

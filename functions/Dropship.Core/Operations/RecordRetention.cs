using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Operations;

/// <summary>Removes records that nobody asks for any more. What still waits for a person stays, however old it is.</summary>
public sealed class RecordRetention(IFailedMessages messages, ISpendLedger ledger, IWebhookDeliveries deliveries, IAlertRows alerts, TimeProvider time)
{
    /// <summary>How long failed messages and the days of spending are kept: long enough to look back at a quarter.</summary>
    public static readonly TimeSpan RetainFor = TimeSpan.FromDays(90);

    /// <summary>How long it is remembered that a delivery was taken in: platforms repeat one for days at the most.</summary>
    public static readonly TimeSpan RetainDeliveriesFor = TimeSpan.FromDays(30);

    /// <summary>How long closed alerts are kept: long enough to compare with the same month of the year before.</summary>
    public static readonly TimeSpan RetainAlertsFor = TimeSpan.FromDays(400);

    /// <summary>
    /// How long an ended orchestration is kept after its start, to be looked at. It is not needed to buy only once: the ledger alone says what was bought, and one
    /// that a late message starts again finds its purchase order at its end.
    /// </summary>
    public static readonly TimeSpan RetainWorkflowsFor = TimeSpan.FromDays(30);

    /// <summary>How long a run goes on: less than a function may take. The next run takes the rest.</summary>
    public static readonly TimeSpan RunFor = TimeSpan.FromMinutes(6);

    /// <summary>Removes what is old enough.</summary>
    /// <returns>How many failed messages were removed.</returns>
    public async Task<int> RemoveDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - RetainFor;
        await ledger.RemoveBeforeAsync(DayOf(before), cancellationToken);
        await alerts.RemoveClosedBeforeAsync(DayOf(now - RetainAlertsFor), cancellationToken);
        var removed = 0;
        foreach (var message in await messages.ListAsync(cancellationToken))
        {
            if (IsDue(message, before) && await messages.TryRemoveAsync(message, cancellationToken))
            {
                removed++;
            }
        }

        // The most by far, so the last: a run that is ended before it is done has done the others.
        await deliveries.RemoveBeforeAsync(now - RetainDeliveriesFor, cancellationToken);
        return removed;
    }

    /// <summary>Removes orchestrations that ended, part by part for as long as a run goes on.</summary>
    public async Task<WorkflowRemoval> RemoveEndedWorkflowsAsync(IWorkflows workflows, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var removed = 0;
        WorkflowRemoval part;
        do
        {
            part = await workflows.RemoveEndedAsync(now - RetainWorkflowsFor, cancellationToken);
            removed += part.Count;
        }
        while (part is { IsComplete: false, Count: > 0 } && time.GetUtcNow() - now < RunFor);
        return part with { Count = removed };
    }

    private static bool IsDue(FailedMessage message, DateTimeOffset before) =>
        message.State != FailedMessageState.Waiting && message.LastFailedAt < before && (message.HandledAt is not { } handledAt || handledAt < before);

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}

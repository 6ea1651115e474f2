using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Operations;

/// <summary>Removes records that nobody asks for any more. What still waits for a person stays, however old it is.</summary>
public sealed class RecordRetention(IFailedMessages messages, ISpendLedger ledger, TimeProvider time)
{
    /// <summary>How long they are kept: long enough to look back at a quarter.</summary>
    public static readonly TimeSpan RetainFor = TimeSpan.FromDays(90);

    /// <summary>Removes failed messages that later worked or were handled, and the days of spending.</summary>
    /// <returns>How many failed messages were removed.</returns>
    public async Task<int> RemoveDueAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - RetainFor;
        await ledger.RemoveBeforeAsync(DateOnly.FromDateTime(before.UtcDateTime), cancellationToken);
        var removed = 0;
        foreach (var message in await messages.ListAsync(cancellationToken))
        {
            if (IsDue(message, before) && await messages.TryRemoveAsync(message, cancellationToken))
            {
                removed++;
            }
        }

        return removed;
    }

    private static bool IsDue(FailedMessage message, DateTimeOffset before) =>
        message.State != FailedMessageState.Waiting && message.LastFailedAt < before && (message.HandledAt is not { } handledAt || handledAt < before);
}

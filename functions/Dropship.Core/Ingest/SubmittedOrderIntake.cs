using System.Text.Json;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Keeps submitted orders. The same order again changes nothing, and an older change never replaces a newer one.</summary>
public sealed class SubmittedOrderIntake(ISubmittedOrders orders, TimeProvider time)
{
    /// <summary>Keeps one order.</summary>
    public async Task<SubmissionResult> TakeAsync(StoreAccount account, OrderSubmission submission, CancellationToken cancellationToken)
    {
        if (submission is not { StoreOrderId: { } id, Order: { } order, Problems.Count: 0 })
        {
            return new SubmissionResult(submission.StoreOrderId, SubmissionOutcome.Refused, submission.Problems);
        }

        if (account.TakeOrdersSince is { } since && order.CreatedAt < since)
        {
            // Kept, it would lie here for ever: nothing looks at it.
            return new SubmissionResult(id, SubmissionOutcome.Refused, ["createdAt: is before the time from which orders are taken."]);
        }

        var key = new OrderKey(account.Id, id);
        while (true)
        {
            var now = time.GetUtcNow();
            var known = await orders.FindAsync(key, cancellationToken);
            if (submission.ChangedAt is { } changedAt && changedAt < known?.ChangedAt)
            {
                return new SubmissionResult(id, SubmissionOutcome.Outdated, []);
            }

            var content = known is { IsErased: true } ? order with { ShipTo = null, Note = null } : order;
            if (known is not null && IsSame(known.Content, content))
            {
                return new SubmissionResult(id, SubmissionOutcome.Unchanged, []);
            }

            var next = known is null
                ? new SubmittedOrder
                {
                    Key = key,
                    Content = content,
                    ChangedAt = submission.ChangedAt ?? now,
                    TakenAt = now,
                }
                : (known with { Content = content, ChangedAt = submission.ChangedAt ?? now }).At(now);
            if (await orders.TrySaveAsync(next, cancellationToken))
            {
                return new SubmissionResult(id, SubmissionOutcome.Accepted, []);
            }
        }
    }

    // The time of change alone is no change: a table names none.
    private static bool IsSame(StoreOrder one, StoreOrder other) => Text(one) == Text(other);

    private static string Text(StoreOrder order) => JsonSerializer.Serialize(order with { UpdatedAt = default });
}

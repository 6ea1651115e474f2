using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Reads one order of a store, because a webhook or a step asked for it.</summary>
public sealed class SingleOrderPull(
    IStoreAccounts accounts,
    StoreOrderReader reader,
    OrderIntake intake,
    StoreAccountHealth health,
    StoreChangeQueue changes,
    DeletedOrders deleted,
    TimeProvider time
)
{
    /// <summary>Reads one order again, because the store said that it changed. An order that was read as of that change is not read
    /// again.</summary>
    /// <remarks>When the store cannot be read now, the change is put back for a later try. While the account does not work, only a parked
    /// order's is.</remarks>
    /// <param name="change">Which order, and when it changed.</param>
    /// <param name="review">Reviews the order at once; null queues a message for the review.</param>
    public async Task<PullReport> ReadAsync(StoreChange change, IOrderReview? review, CancellationToken cancellationToken)
    {
        var key = change.Order;
        var account = await accounts.FindAsync(key.AccountId, cancellationToken);
        if (account is null || !reader.CanRead(account))
        {
            return new PullReport(0, null);
        }

        if (account.State != StoreAccountState.Active)
        {
            if (IsParked(await intake.FindAsync(key, cancellationToken)))
            {
                await changes.ParkAsync(key, change.ChangedAt, cancellationToken);
            }

            return new PullReport(0, null);
        }

        // What is announced from here on may be newer than what is read now.
        intake.ForgetAsking(key);

        // One change often comes in several deliveries; the first one's reading serves them all.
        if (change.ChangedAt is { } at && (intake.IsKnown(key, at) || intake.IsOurs(key, at)))
        {
            return new PullReport(0, null);
        }

        var known = await intake.FindAsync(key, cancellationToken);
        if (change.ChangedAt is { } changedAt && await intake.HasTakenAsync(known, changedAt, review, cancellationToken))
        {
            return new PullReport(0, null);
        }

        if (await health.WaitAsync(account, cancellationToken) is { } wait)
        {
            await changes.SendLaterAsync(key, change.ChangedAt, wait, cancellationToken);
            return new PullReport(0, null);
        }

        var read = await reader.ReadAsync(account, key.StoreOrderId, change.ChangedAt ?? time.GetUtcNow(), cancellationToken);
        if (read.IsSuccess)
        {
            await health.NoteAnswerAsync(account, cancellationToken);
            if (read.Value is { } reading)
            {
                await intake.TakeAsync(account, reading, known, review, cancellationToken);
            }
            else if (known is not null)
            {
                await deleted.TakeAsync(account, known, review, cancellationToken);
            }

            return new PullReport(read.Value is null ? 0 : 1, null);
        }

        var pause = await health.NoteFailureAsync(account, read.Problem, cancellationToken);
        if (read.Outcome != CallOutcome.Refused || IsParked(known))
        {
            await changes.SendLaterAsync(key, change.ChangedAt, pause, cancellationToken);
        }

        return new PullReport(0, read.Problem);
    }

    // The cursor is past a parked order: unlike any other change, no pull brings it again once the account works.
    private static bool IsParked(Order? known) => known is { Unreadable: not null } && !OrderTransitions.IsFinal(known.State);
}

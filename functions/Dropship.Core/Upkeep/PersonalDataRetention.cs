using Dropship.Core.Orders;

namespace Dropship.Core.Upkeep;

/// <summary>Erases the personal data of orders whose end is long enough ago. One that is not at its end keeps it, however old it
/// is.</summary>
public sealed class PersonalDataRetention(IOrders orders, PersonalDataErasure erasure, PersonalDataOptions options, TimeProvider time)
{
    private const int Hands = 8;

    /// <summary>Goes on for as long as it may; the next run takes the rest.</summary>
    /// <returns>How many orders were erased.</returns>
    public async Task<int> EraseDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var endedBefore = now - options.RetainFor;
        var erased = 0;

        // Who ended by then was seen by then.
        var due = orders
            .ListUnerasedAsync(DateOnly.FromDateTime(endedBefore.UtcDateTime), cancellationToken)
            .Where(order => IsDue(order, endedBefore))
            .TakeWhile(_ => time.GetUtcNow() - now < options.RunFor);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Hands, CancellationToken = cancellationToken },
            async (order, token) =>
            {
                if (await EraseAsync(order.Key, endedBefore, token))
                {
                    Interlocked.Increment(ref erased);
                }
            }
        );
        return erased;
    }

    // The list is a view; the order itself says where it stands.
    private async Task<bool> EraseAsync(OrderKey key, DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(key, cancellationToken) is not { } record)
        {
            return false;
        }

        if (record.PersonalDataErasedAt is not null)
        {
            // A step that was late has listed it as it was before.
            await orders.UpdateListingAsync(record, isListed: true, cancellationToken);
            return false;
        }

        if (!IsDue(OrderSummary.Of(record), endedBefore))
        {
            return false;
        }

        await erasure.EraseAsync(key, Actor.System, "it ended long enough ago", cancellationToken);
        return true;
    }

    private static bool IsDue(OrderSummary order, DateTimeOffset endedBefore) =>
        OrderTransitions.IsFinal(order.State)
        && order.StateSince < endedBefore
        && order.PurchaseOrders.All(purchase => PurchaseOrderTransitions.IsFinal(purchase.State) && purchase.StateSince < endedBefore);
}

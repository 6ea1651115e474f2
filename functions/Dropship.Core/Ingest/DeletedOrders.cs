using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>
/// Takes in that an order was deleted in the store. It counts as cancelled: what is not paid is given up, what is paid becomes a person's
/// matter.
/// </summary>
public sealed class DeletedOrders(StoreOrderReader reader, OrderIntake intake, StoreChangeQueue changes, IAlerts alerts, TimeProvider time)
{
    // Shopify hides older orders from an app that has no scope for all orders: one of those that cannot be seen may well be there.
    private static readonly TimeSpan s_ordersAreShown = TimeSpan.FromDays(60);

    /// <param name="account">The store.</param>
    /// <param name="known">The order that the store does not show.</param>
    /// <param name="review">Reviews the order at once; null queues a message for the review.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task TakeAsync(StoreAccount account, Order known, IOrderReview? review, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (OrderTransitions.IsFinal(known.State) || now - known.StoreOrder.CreatedAt >= s_ordersAreShown)
        {
            return;
        }

        // One wrong answer deletes no order.
        var again = await reader.ReadOnceAsync(account, known.Key.StoreOrderId, cancellationToken);
        if (again.Problem?.Meaning != RefusalMeaning.NotFound)
        {
            await changes.SendLaterAsync(known.Key, null, null, cancellationToken);
            return;
        }

        await alerts.RaiseAsync(
            new AlertNotice(
                AlertKey.Of(account, HoldReasons.StoreGap, known.Key.StoreOrderId),
                HoldReasons.StoreGap.Code,
                known.StoreOrder.Number,
                "the order was deleted in the store; what is not paid for it is cancelled",
                known.Key
            ),
            cancellationToken
        );
        var deleted = known.StoreOrder with
        {
            UpdatedAt = now,
            CancelledAt = now,
            Lines = [.. known.StoreOrder.Lines.Select(line => line with { OpenQuantity = 0, HiddenQuantity = 0 })],
        };
        await intake.TakeAsync(
            account,
            new StoreOrderReading(known.Key.StoreOrderId, now, deleted, null),
            known,
            review,
            cancellationToken
        );
    }
}

using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Takes up what stands still although the next step is ours. Each step sends the message of the next one; but a person's step is not
/// repeated when the process ends before it does, and a queue may drop what it takes for a repeat. Whatever it was that was lost: asked for
/// twice, a step does no harm.
/// </summary>
public sealed class StalledOrderRecovery(
    IWorkQueues queues,
    IWorkflows workflows,
    FulfilmentWaker waker,
    ReconciliationOptions options,
    TimeProvider time
)
{
    /// <summary>Has each stage asked again that has something to do about an open order and should have done it.</summary>
    /// <param name="record">The order.</param>
    public async Task TakeUpAsync(Order record, CancellationToken cancellationToken)
    {
        if (OrderTransitions.IsFinal(record.State))
        {
            return;
        }

        if (record.State != OrderState.Purchasing || LineCoverage.FindUncovered(record).Count > 0)
        {
            await queues.SendOrderAsync(record.Key, cancellationToken);
        }

        var now = time.GetUtcNow();
        foreach (var purchase in record.PurchaseOrders)
        {
            if (PlacedBy(purchase) is { } due)
            {
                if (due < now - options.Settling)
                {
                    await queues.SendPurchaseOrderAsync(
                        purchase.Key,
                        purchase.PurchasingAccountId,
                        PlacementMessageId.Changed(record),
                        cancellationToken
                    );
                }
            }
            else if (waker.IsDue(record, purchase))
            {
                await workflows.StartFulfilmentAsync(purchase.Key, cancellationToken);
                await workflows.WakeAsync(purchase.Key, cancellationToken);
            }
        }
    }

    // When the next step of placing it was due; null when there is none, and for one that waits for room under a limit, of which a person
    // knows.
    private static DateTimeOffset? PlacedBy(PurchaseOrder purchase) =>
        purchase.State switch
        {
            PurchaseOrderState.Planned when purchase.Hold is null => purchase.StateSince,
            PurchaseOrderState.Placing => purchase.StateSince,
            PurchaseOrderState.PlacementUnknown => purchase.Placement!.LookUpAt,
            _ => null,
        };
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>What a placing step ends with: a placed purchase order gets its orchestration, another one its next message.</summary>
public sealed class PlacementHandOver(PlacementQueue queue, IWorkQueues queues, IWorkflows workflows, OrderProjection projection)
{
    public async Task FinishAsync(Order before, Order after, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var purchase = after.Find(key)!;
        if (purchase.IsPlaced)
        {
            await workflows.StartFulfilmentAsync(key, cancellationToken);
        }
        else
        {
            await queue.NextAsync(before.Find(key)!, purchase, cancellationToken);
        }

        if (BundleParcels.ConcernsOthers(after, key))
        {
            // It was given up; the purchase orders that waited for it hear of that by the review.
            await queues.SendOrderAsync(key.Order, cancellationToken);
        }

        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Takes what 1688 says of an order into the purchase order, and wakes its orchestration.</summary>
public sealed class SupplierOrderUpdate(
    IOrders orders,
    IWorkflows workflows,
    IFulfilmentWaker waker,
    OrderProjection projection,
    FulfilmentOptions options,
    TimeProvider time
)
{
    /// <param name="before">The order as it was loaded.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="read">What 1688 says of one of its orders.</param>
    /// <param name="parcels">The parcels of that order.</param>
    /// <param name="isRedelivery">Whether an earlier try may have broken off after its save.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The order as it is saved now.</returns>
    public async Task<Order> TakeAsync(
        Order before,
        PurchaseOrderKey key,
        SupplierOrder read,
        IReadOnlyList<SupplierParcel> parcels,
        bool isRedelivery,
        CancellationToken cancellationToken
    )
    {
        var after = await orders.EditFromAsync(
            before,
            Actor.Market,
            time,
            edit => SupplierProgress.Apply(edit, key, [read], parcels, options.PushAgainAfter),
            cancellationToken
        );
        if (before.Find(key) is { IsPlaced: false } && after.Find(key) is { IsPlaced: true })
        {
            // It counted as not placed, so nothing has started its orchestration.
            await workflows.StartFulfilmentAsync(key, cancellationToken);
        }
        else
        {
            await waker.WakeAsync(before, after, isRedelivery, cancellationToken);
        }

        await projection.FinishAsync(before, after, isRedelivery, cancellationToken);
        return after;
    }
}

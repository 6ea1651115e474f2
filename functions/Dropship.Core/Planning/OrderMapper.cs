using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>The second stage: has an order looked at, and hands its purchase orders on.</summary>
public sealed class OrderMapper(
    IOrders orders,
    OrderReviewer reviewer,
    ISkuMappings mappings,
    IWorkQueues queues,
    OrderProjection projection,
    IFulfilmentWaker waker,
    TimeProvider time
)
{
    /// <summary>Looks at one order. May run any number of times.</summary>
    /// <param name="key">The order.</param>
    /// <param name="isRedelivery">Whether the same was begun before and may have broken off.</param>
    public async Task ReviewAsync(OrderKey key, bool isRedelivery, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(key, cancellationToken) is { } record)
        {
            await ReviewAsync(record, isRedelivery, cancellationToken);
        }
    }

    /// <summary>The same, beginning with what was loaded of the order already.</summary>
    internal async Task ReviewAsync(Order record, bool isRedelivery, CancellationToken cancellationToken) =>
        await HandOnAsync(record, await reviewer.ReviewAsync(record, cancellationToken), isRedelivery, cancellationToken);

    /// <summary>What takes an order in can have it looked at in the same go.</summary>
    /// <param name="isRedelivery">Whether the same was begun before and may have broken off.</param>
    public IOrderReview AtOnce(bool isRedelivery) => new ReviewAtOnce(this, reviewer, isRedelivery);

    /// <summary>Hands an order on that was looked at: its purchase orders, what waits for a mapping, its orchestrations.</summary>
    internal async Task HandOnAsync(Order before, Order record, bool isRedelivery, CancellationToken cancellationToken)
    {
        var key = record.Key;
        var waitedFor = OrderReview.WaitsForSkus(before);
        var waitsFor = OrderReview.WaitsForSkus(record);
        if (waitsFor.Count > 0)
        {
            await mappings.AddWaitingAsync(key, SkuMatching.WaitingNames(waitsFor), cancellationToken);

            // A mapping that was added between our look and the note that we wait saw nobody waiting: look once more.
            if ((await mappings.MatchAsync(key.AccountId, waitsFor, cancellationToken)).Count > 0)
            {
                await queues.SendOrderAsync(key, cancellationToken);
            }
        }

        var noLonger = SkuMatching.WaitingNames(waitedFor).Except(SkuMatching.WaitingNames(waitsFor), StringComparer.Ordinal).ToList();
        if (noLonger.Count > 0)
        {
            await mappings.RemoveWaitingAsync(key, noLonger, cancellationToken);
        }

        foreach (var purchase in record.PurchaseOrders)
        {
            if (purchase.State == PurchaseOrderState.Planned)
            {
                // The queue drops a message that repeats the last one. What a person let go on is planned anew, and so another message.
                await queues.SendPurchaseOrderAsync(
                    purchase.Key,
                    purchase.PurchasingAccountId,
                    PlacementMessageId.Planned(purchase),
                    cancellationToken
                );
            }
        }

        await waker.WakeAsync(before, record, isRedelivery, cancellationToken);
        await projection.FinishAsync(before, record, isRedelivery, cancellationToken);
    }

    /// <summary>Saves a mapping and releases the orders that waited for it.</summary>
    public async Task<SkuMapping> SaveMappingAsync(SkuMapping mapping, CancellationToken cancellationToken)
    {
        var saved = await mappings.SaveAsync(mapping with { ChangedAt = time.GetUtcNow() }, cancellationToken);
        foreach (var order in await mappings.ListWaitingAlikeAsync(mapping.AccountId, mapping.Sku, cancellationToken))
        {
            await queues.SendOrderAsync(order, cancellationToken);
        }

        return saved;
    }
}

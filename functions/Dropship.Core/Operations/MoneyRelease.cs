using System.Text.Json;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;

namespace Dropship.Core.Operations;

/// <summary>Ends the stop of all outgoing money. What waits for that looks for it by itself, but ever more rarely.</summary>
public sealed class MoneyRelease(
    StopSwitchService stop,
    IOrders orders,
    PlacementQueue placements,
    IFulfilmentWaker waker,
    TimeProvider time
)
{
    /// <summary>Lifts the stop and has everything that waits for its end placed and paid. The second time changes nothing.</summary>
    public async Task<StopState> LiftAsync(string who, string why, CancellationToken cancellationToken)
    {
        var state = await stop.LiftAsync(who, why, cancellationToken);
        await foreach (var summary in orders.ListOpenAsync(null, cancellationToken))
        {
            if (summary.PurchaseOrders.Any(purchase => Waits(purchase.State)))
            {
                await GoOnAsync(summary.Key, cancellationToken);
            }
        }

        return state;
    }

    private static bool Waits(PurchaseOrderState state) => state is PurchaseOrderState.Planned or PurchaseOrderState.Approved;

    private async Task GoOnAsync(OrderKey key, CancellationToken cancellationToken)
    {
        Order order;
        try
        {
            order = await orders.RequireAsync(key, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // One that cannot be read keeps back no other; its own step fails in the same way and reports it.
            return;
        }

        foreach (var purchase in order.PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.Planned))
        {
            await placements.NotBeforeAsync(purchase, time.GetUtcNow(), cancellationToken);
        }

        await waker.WakeAsync(order, order, isRedelivery: true, cancellationToken);
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Repairs what a crash may have left behind of an open order: its line in the list, its alerts, and the message of its next
/// step.</summary>
public sealed class OrderRepair(IOrders orders, IWorkQueues queues, OrderProjection projection, StalledOrderRecovery stalled)
{
    /// <summary>Shows the order as it is, raises and closes its alerts, and asks each stage again that stands still.</summary>
    /// <param name="listed">The order as the list shows it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task RepairAsync(OrderSummary listed, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(listed.Key, cancellationToken) is not { } record)
        {
            return;
        }

        if (!listed.Shows(record))
        {
            await orders.UpdateListingAsync(record, isListed: true, cancellationToken);
        }

        await projection.FinishAsync(record, record, isRedelivery: true, cancellationToken);
        await stalled.TakeUpAsync(record, cancellationToken);
    }

    /// <summary>Has the order read from the store again.</summary>
    public Task ReadAgainAsync(OrderKey key, CancellationToken cancellationToken) =>
        queues.SendStoreChangeAsync(key, null, null, cancellationToken);
}

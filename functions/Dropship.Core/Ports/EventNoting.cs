using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Notes the purchase orders that a warehouse system has to be told of; nothing where there is none.</summary>
public sealed class EventNoting(IEventSink sink, IUntoldPurchases untold)
{
    public async Task NoteAsync(Order order, CancellationToken cancellationToken)
    {
        if (!sink.IsOn)
        {
            return;
        }

        foreach (var purchase in order.PurchaseOrders.Where(purchase => PurchaseEvents.Untold(purchase).Count > 0))
        {
            await untold.AddAsync(purchase.Key, cancellationToken);
        }
    }
}

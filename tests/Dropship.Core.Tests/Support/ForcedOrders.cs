using Dropship.Core.Orders;
using Dropship.TestKit.Memory;

namespace Dropship.Core.Tests.Support;

/// <summary>Puts an order where a test wants it, past the tables of moves, which no edit of the app's can do.</summary>
internal static class ForcedOrders
{
    public static Order With(this Order record, PurchaseOrderKey key, Func<PurchaseOrder, PurchaseOrder> change) =>
        record with
        {
            PurchaseOrders = [.. record.PurchaseOrders.Select(purchase => purchase.Key == key ? change(purchase) : purchase)],
        };

    public static async Task ForceAsync(this MemoryOrders orders, OrderKey key, Func<Order, Order> change)
    {
        var edit = new OrderEdit(change(orders.Find(key)!), Actor.System, DateTimeOffset.UnixEpoch);
        edit.AddEvent(new EventKind("forced"), "test");
        await orders.SaveAsync(edit.Record, edit.Events, CancellationToken.None);
    }
}

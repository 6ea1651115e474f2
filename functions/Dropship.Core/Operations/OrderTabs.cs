using Dropship.Core.Orders;
using Dropship.Core.Purchasing;

namespace Dropship.Core.Operations;

/// <summary>Sorts orders into tabs by the most urgent of their purchase orders.</summary>
public static class OrderTabs
{
    public static OrderTab Of(OrderSummary order) =>
        order.State switch
        {
            OrderState.New => OrderTab.Ordering,
            OrderState.AwaitingPayment => OrderTab.Customer,
            OrderState.Held => OrderTab.Attention,
            OrderState.Fulfilled or OrderState.FulfilledElsewhere or OrderState.SellerFulfilled => OrderTab.Fulfilled,
            OrderState.Cancelled => OrderTab.Cancelled,
            _ when order.HoldCode is not null => OrderTab.Attention,
            _ => order.PurchaseOrders.Select(Of).DefaultIfEmpty(OrderTab.Ordering).Min(),
        };

    private static OrderTab Of(PurchaseOrderSummary purchase) =>
        purchase switch
        {
            { HoldCode: not null } or { State: PurchaseOrderState.AwaitingConfirmation or PurchaseOrderState.ApprovalExpired } =>
                OrderTab.Attention,
            { PostponedAt: not null } => OrderTab.Payment,
            _ => PurchaseOrderGroups.Of(purchase.State) switch
            {
                PurchaseOrderGroup.AwaitingOrder => OrderTab.Ordering,
                PurchaseOrderGroup.AwaitingPayment => OrderTab.Payment,
                PurchaseOrderGroup.AwaitingShipment => OrderTab.Shipment,
                PurchaseOrderGroup.AwaitingFulfilment => OrderTab.Tracking,
                PurchaseOrderGroup.Fulfilled => OrderTab.Fulfilled,
                PurchaseOrderGroup.Cancelled => OrderTab.Cancelled,
                _ => OrderTab.Attention,
            },
        };
}

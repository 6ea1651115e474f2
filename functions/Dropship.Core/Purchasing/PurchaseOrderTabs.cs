using Dropship.Core.Orders;
using static Dropship.Core.Orders.PurchaseOrderState;

namespace Dropship.Core.Purchasing;

/// <summary>Which tab a state is under.</summary>
public static class PurchaseOrderTabs
{
    public static PurchaseOrderTab Of(PurchaseOrderState state) => state switch
    {
        AwaitingConfirmation or Planned or Placing or PlacementUnknown => PurchaseOrderTab.AwaitingOrder,
        AwaitingApproval or ApprovalExpired or Approved or Paying or PaymentUnknown => PurchaseOrderTab.AwaitingPayment,
        AwaitingShipment => PurchaseOrderTab.AwaitingShipment,
        PartlyShipped or Shipped => PurchaseOrderTab.AwaitingFulfilment,
        Completed or FulfilledElsewhere => PurchaseOrderTab.Fulfilled,
        Rejected or Cancelling or Cancelled => PurchaseOrderTab.Cancelled,
        PushRefused or RefundDue or Blocked => PurchaseOrderTab.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}

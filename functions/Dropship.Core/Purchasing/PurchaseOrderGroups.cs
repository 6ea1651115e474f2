using Dropship.Core.Orders;
using static Dropship.Core.Orders.PurchaseOrderState;

namespace Dropship.Core.Purchasing;

/// <summary>Which tab a state is under.</summary>
public static class PurchaseOrderGroups
{
    public static PurchaseOrderGroup Of(PurchaseOrderState state) =>
        state switch
        {
            AwaitingConfirmation or Planned or Placing or PlacementUnknown => PurchaseOrderGroup.AwaitingOrder,
            AwaitingApproval or ApprovalExpired or Approved or Paying or PaymentUnknown => PurchaseOrderGroup.AwaitingPayment,
            AwaitingShipment => PurchaseOrderGroup.AwaitingShipment,
            PartlyShipped or Shipped => PurchaseOrderGroup.AwaitingFulfilment,
            Completed or FulfilledElsewhere => PurchaseOrderGroup.Fulfilled,
            Rejected or Cancelling or Cancelled => PurchaseOrderGroup.Cancelled,
            PushRefused or RefundDue or Blocked => PurchaseOrderGroup.Failed,
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
        };
}

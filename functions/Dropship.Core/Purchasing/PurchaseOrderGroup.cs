namespace Dropship.Core.Purchasing;

/// <summary>The states as people sort them; each state is in exactly one.</summary>
public enum PurchaseOrderGroup
{
    AwaitingOrder,
    AwaitingPayment,
    AwaitingShipment,
    AwaitingFulfilment,
    Fulfilled,
    Cancelled,
    Failed,
}

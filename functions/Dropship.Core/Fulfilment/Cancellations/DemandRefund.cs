using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Cancellations;

/// <summary>Notes that a purchase order was cancelled after it was paid: a person has to claim the money back.</summary>
public sealed class DemandRefund(IOrders orders, TimeProvider time) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.DemandRefund;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        new(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    var purchase = edit.Record.Find(key)!;
                    if (
                        purchase.CancelReason is { } reason
                        && PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.RefundDue)
                    )
                    {
                        edit.Move(
                            key,
                            PurchaseOrderState.RefundDue,
                            reason,
                            edit.HoldFor(HoldReasons.CancelledAfterPayment, $"{reason}; paid {purchase.Payment?.Paid}")
                        );
                    }
                },
                cancellationToken
            )
        );
}

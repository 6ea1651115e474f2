using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>Looks up a payment whose result is unknown. Only 1688's word decides.</summary>
public sealed class SettlePayment(SupplierOrderReader reader, IOrders orders, TimeProvider time) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.SettlePayment;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        order = await reader.ReadAsync(order, key, "settle payment", cancellationToken);
        return new StepResult(await orders.EditFromAsync(order, Actor.System, time, edit => Settle(edit, key), cancellationToken));
    }

    private static void Settle(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase.State == PurchaseOrderState.Paying)
        {
            edit.Move(key, PurchaseOrderState.PaymentUnknown, "the payment's answer never came; it is looked up");
        }
        else if (purchase.State == PurchaseOrderState.PaymentUnknown)
        {
            // Looked at twice, some time apart: a person decides whether to try again, or what becomes of money that nobody approved.
            var isBeyond = purchase.Hold.Is(HoldReasons.PaidBeyondApproval);
            edit.Move(
                key,
                PurchaseOrderState.Approved,
                isBeyond ? "1688 says paid, beyond the approval" : "1688 says unpaid",
                isBeyond ? purchase.Hold : edit.HoldFor(HoldReasons.PaymentRefused, HoldSentences.SentAndUnpaid.With())
            );
        }
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>
/// Pays what was approved: reads store and amount again, asks the guards, writes the intent, and then pays by agreement or hands the
/// cashier page out. A payment whose intent is written is only looked up. While all money is stopped, it waits.
/// </summary>
public sealed class PayPurchaseOrder(
    StoreOrderRefresher store,
    SupplierOrderReader reader,
    PaymentGate gate,
    CashierPayment cashier,
    AgreementPayment agreement,
    IOrders orders,
    TimeProvider time
) : IStepHandler
{
    private const string Name = "pay";

    private static readonly TimeSpan s_firstRest = TimeSpan.FromSeconds(30);

    public FulfilmentStep Step => FulfilmentStep.Pay;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (await gate.FindStopAsync(cancellationToken) is { } stop)
        {
            return Wait(order, stop);
        }

        order = await store.ReadAsync(order, Name, cancellationToken);
        order = await reader.ReadAsync(order, key, Name, cancellationToken);
        var purchase = order.Find(key)!;
        if (purchase.PaymentStage != PaymentStage.Due)
        {
            return new StepResult(order);
        }

        if (await gate.JudgeAsync(order, key, cancellationToken) is { } violation)
        {
            return new StepResult(await HoldAsync(order, key, violation, cancellationToken));
        }

        // Reading took its time: the switch is asked once more, right before the money goes out.
        if (await gate.FindStopAsync(cancellationToken) is { } stoppedNow)
        {
            return Wait(order, stoppedNow);
        }

        var account = await gate.RequireAccountAsync(purchase, cancellationToken);
        return new StepResult(
            account.PaymentMode == PaymentMode.Agreement
                ? await agreement.PayAsync(order, purchase, account, cancellationToken)
                : await cashier.HandOutAsync(order, purchase, account, cancellationToken)
        );
    }

    private StepResult Wait(Order order, StopState stop)
    {
        var now = time.GetUtcNow();
        return new StepResult(order, now + stop.Rest(s_firstRest, now));
    }

    private Task<Order> HoldAsync(Order order, PurchaseOrderKey key, GuardViolation violation, CancellationToken cancellationToken) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                if (edit.Record.Find(key)!.State == PurchaseOrderState.Approved)
                {
                    edit.SetHold(key, edit.HoldFor(violation.Reason, violation.Detail), violation.Reason.Code);
                }
            },
            cancellationToken
        );
}

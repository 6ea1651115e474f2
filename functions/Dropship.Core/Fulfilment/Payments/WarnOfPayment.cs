using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>Tells a person that an approved purchase order is not paid, unless 1688 says otherwise by now. The payment is waited for all
/// the same.</summary>
public sealed class WarnOfPayment(SupplierOrderReader reader) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.WarnOfPayment;

    /// <exception cref="OutsideUnavailableException">1688 could not be read.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        new(
            await reader.ReadAsync(
                order,
                key,
                "warn of payment",
                edit =>
                {
                    if (edit.Record.Find(key) is { PaymentStage: PaymentStage.AwaitingPerson, Payment.WarnedAt: null })
                    {
                        edit.Change(
                            key,
                            EventKinds.PaymentOverdue,
                            HoldReasons.PaymentOverdue.Code,
                            old => old with { Payment = old.Payment! with { WarnedAt = edit.Now } }
                        );
                    }
                },
                cancellationToken
            )
        );
}

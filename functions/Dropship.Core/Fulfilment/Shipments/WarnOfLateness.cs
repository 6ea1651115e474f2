using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Tells a person that the supplier or the forwarder is late. The goods are waited for all the same.</summary>
public sealed class WarnOfLateness(IOrders orders, FulfilmentOptions options, TimeProvider time) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.WarnOfLateness;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        new(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    var purchase = edit.Record.Find(key)!;
                    if (ShipmentDeadline.WarnAt(edit.Record, purchase, options) <= edit.Now)
                    {
                        edit.SetHold(
                            key,
                            edit.HoldFor(
                                ShipmentDeadline.ReasonOf(edit.Record, purchase),
                                ShipmentDeadline.DetailOf(edit.Record, purchase)
                            ),
                            "the goods are late"
                        );
                    }
                },
                cancellationToken
            )
        );
}

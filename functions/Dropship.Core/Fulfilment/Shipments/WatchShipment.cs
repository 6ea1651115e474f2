using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>
/// Tells a person what is wrong on the way of the goods, and ends what is right again. Before anyone is told that no carrier has a parcel,
/// 1688 and the carrier's trace are asked. The goods are waited for all the same.
/// </summary>
public sealed class WatchShipment(IOrders orders, PickupCheck pickups, FulfilmentOptions options, TimeProvider time) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.WatchShipment;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var purchase = order.Find(key)!;
        if (
            (
                ShipmentWatch.HoldOf(purchase, options, now) is { } hold
                && hold.Is(HoldReasons.ShipmentSuspected)
                && !ReferenceEquals(hold, purchase.Hold)
            ) || purchase.Parcels.Any(parcel => ShipmentWatch.SilentAt(parcel, options) <= now)
        )
        {
            order = await pickups.LookAsync(order, key, cancellationToken);
        }

        return new StepResult(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    Expire(edit, key);
                    var due = ShipmentWatch.HoldOf(edit.Record.Find(key)!, options, edit.Now);
                    edit.SetHold(key, due, due?.Code ?? "what was wrong with the shipment is over");
                },
                cancellationToken
            )
        );
    }

    private void Expire(OrderEdit edit, PurchaseOrderKey key)
    {
        foreach (var parcel in edit.Record.Find(key)!.Parcels)
        {
            if (ShipmentWatch.SilentAt(parcel, options) is { } at && at <= edit.Now)
            {
                edit.ChangeStatus(
                    key,
                    parcel,
                    new ParcelReport(ParcelStatus.Expired, ParcelSubStatus.None, "silent", at),
                    "nothing was heard of it for too long"
                );
            }
        }

        edit.WatchDelivery();
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Finds waybills that stand on parcels of different customers: a supplier mistyped one, or made it up. Both orders are
/// told.</summary>
public sealed class SharedWaybills(
    IOrders orders,
    IWaybills waybills,
    IFulfilmentWaker waker,
    OrderProjection projection,
    TimeProvider time
)
{
    /// <summary>Notes whose number a parcel has, and tells the other orders that have it.</summary>
    /// <returns>The numbers of those orders; none when the number is this customer's alone.</returns>
    public async Task<IReadOnlyList<string>> NoteAsync(
        Order order,
        PurchaseOrderKey key,
        Parcel parcel,
        CancellationToken cancellationToken
    )
    {
        var own = new WaybillUse
        {
            Number = parcel.WaybillNumber!,
            CarrierKey = Carriers.Key(parcel.CarrierName, parcel.CarrierCode),
            Purchase = key,
            OrderNumber = order.StoreOrder.Number,
            Customer = order.StoreOrder.ShipTo?.Digest(),
            NotedAt = time.GetUtcNow(),
        };
        await waybills.NoteAsync(own, cancellationToken);
        var others = (await waybills.ListAsync(own.Number, cancellationToken)).Where(use => IsOther(use, own)).ToList();
        var shared = new List<string>();
        foreach (var use in others)
        {
            if (await TellAsync(use, own, order.Find(key)!, parcel, cancellationToken))
            {
                shared.Add(use.OrderNumber);
            }
        }

        return shared;
    }

    // The same digits of two carriers are two numbers. One customer's orders may travel in one parcel.
    private static bool IsOther(WaybillUse use, WaybillUse own) =>
        use.Purchase.Order != own.Purchase.Order
        && use.CarrierKey == own.CarrierKey
        && !(use.Purchase.Order.AccountId == own.Purchase.Order.AccountId && use.Customer is not null && use.Customer == own.Customer);

    // A supplier may put the goods of several orders into one box for the forwarder, who parts them.
    private static bool AreInOneBox(PurchaseOrder purchase, Parcel parcel, PurchaseOrder? other) =>
        parcel.Leg == ParcelLeg.ToForwarder
        && other is not null
        && other.SupplierId == purchase.SupplierId
        && other.Forwarder?.Id == purchase.Forwarder?.Id
        && other
            .Parcels.Where(one => TrackingNumbers.AreSame(one.WaybillNumber, parcel.WaybillNumber))
            .All(one => one.Leg == ParcelLeg.ToForwarder);

    private async Task<bool> TellAsync(
        WaybillUse use,
        WaybillUse own,
        PurchaseOrder purchase,
        Parcel ownParcel,
        CancellationToken cancellationToken
    )
    {
        if (
            await orders.LoadAsync(use.Purchase.Order, cancellationToken) is not { } before
            || AreInOneBox(purchase, ownParcel, before.Find(use.Purchase))
        )
        {
            return false;
        }

        var isThere = false;
        var after = await orders.EditFromAsync(
            before,
            Actor.System,
            time,
            edit =>
            {
                // A number that was replaced meanwhile is nobody's.
                var parcel = edit
                    .Record.Find(use.Purchase)
                    ?.Parcels.FirstOrDefault(one => !one.IsRevoked && TrackingNumbers.AreSame(one.WaybillNumber, own.Number));
                isThere = parcel is not null;
                if (parcel is not null)
                {
                    edit.NoteFinding(use.Purchase, parcel, new NumberFinding(NumberDoubt.UsedElsewhere, own.OrderNumber));
                    edit.WatchLateTroubles();
                }
            },
            cancellationToken
        );
        if (after.EventCount > before.EventCount)
        {
            await waker.WakeAsync(before, after, isRedelivery: false, cancellationToken);
        }

        await projection.FinishAsync(before, after, isRedelivery: false, cancellationToken);
        return isThere;
    }
}

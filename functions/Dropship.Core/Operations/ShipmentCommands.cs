using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>
/// What people do by hand for goods that are on their way: they give a number that 1688 does not show, or leave the store to the seller.
/// Each records who and why in the order's history, and the purchase order goes on from there.
/// </summary>
public sealed class ShipmentCommands(IOrders orders, OrderProjection projection, IFulfilmentWaker waker, TimeProvider time)
{
    /// <summary>Gives the supplier's tracking number where 1688 shows none: of a parcel without one, or of all that is not in any parcel
    /// yet. A person vouches for it, so that its form is not doubted. The same number again changes nothing.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="number">The number.</param>
    /// <param name="carrier">The carrier, as the supplier or its code names it.</param>
    /// <param name="who">Who gives it.</param>
    /// <param name="why">Why.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>False when there is no such purchase order, when it is not paid or at its end, or when nothing of it lacks a
    /// number.</returns>
    public Task<bool> NumberAsync(
        PurchaseOrderKey key,
        string number,
        string carrier,
        string who,
        string why,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            key,
            who,
            edit =>
            {
                var purchase = edit.Record.Find(key)!;
                if (
                    purchase.State
                    is not (PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped or PurchaseOrderState.Shipped)
                )
                {
                    return false;
                }

                if (purchase.Parcels.Any(parcel => TrackingNumbers.AreSame(parcel.WaybillNumber, number)))
                {
                    return true;
                }

                if (ParcelFor(purchase) is not { } parcel)
                {
                    return false;
                }

                var numbered = parcel with
                {
                    WaybillNumber = number,
                    NumberedAt = edit.Now,
                    CarrierName = carrier,
                    CarrierCode = null,
                    IsNumberedByHand = false,
                };
                numbered = numbered with { CheckedNumber = numbered.NumberKey };
                edit.Change(
                    key,
                    EventKinds.NumberGiven,
                    why,
                    old =>
                        old with
                        {
                            Parcels = [.. old.Parcels.Where(one => one.ParcelId != parcel.ParcelId), numbered],
                            Hold =
                                old.Hold.Is(HoldReasons.ParcelWithoutNumber, HoldReasons.ShipmentLate) ? null : old.Hold,
                        },
                    null,
                    $"{number} {carrier}"
                );

                // What is still without a number is told again.
                SupplierProgress.Apply(edit, key, []);
                return true;
            },
            cancellationToken
        );

    /// <summary>Marks it as shipped without a call to the store: what the store was not told, or refused, is the seller's from now
    /// on.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="who">Who marks it.</param>
    /// <param name="why">Why.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>False when there is no such purchase order, or when it is not shipped, at its end or waits for something
    /// else.</returns>
    public Task<bool> MarkShippedAsync(PurchaseOrderKey key, string who, string why, CancellationToken cancellationToken) =>
        DoAsync(
            key,
            who,
            edit =>
            {
                var purchase = edit.Record.Find(key)!;
                if (
                    purchase.State is not (PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused)
                    || purchase is { State: PurchaseOrderState.Shipped, AwaitsSettling: true }
                )
                {
                    return false;
                }

                var untold = purchase.Parcels.Where(parcel => parcel.Push is not (PushState.Confirmed or PushState.NotNeeded)).ToList();
                edit.Change(
                    key,
                    EventKinds.TrackingLeft,
                    why,
                    old =>
                        old with
                        {
                            Parcels =
                            [
                                .. old.Parcels.Select(parcel =>
                                    untold.Contains(parcel) ? parcel with { Push = PushState.NotNeeded, ConfirmAt = null } : parcel
                                ),
                            ],
                        },
                    string.Join(", ", untold.Select(parcel => parcel.WaybillNumber ?? parcel.ParcelId))
                );
                edit.Move(
                    key,
                    purchase.Parcels.Any(parcel => parcel.Push == PushState.Confirmed)
                        ? PurchaseOrderState.Completed
                        : PurchaseOrderState.FulfilledElsewhere,
                    why
                );
                OrderStateRollup.Settle(edit);
                return true;
            },
            cancellationToken
        );

    // The parcel that lacks a number, or one of all that is in no parcel yet.
    private static Parcel? ParcelFor(PurchaseOrder purchase)
    {
        if (purchase.Parcels.FirstOrDefault(parcel => parcel.IsNameless) is { } nameless)
        {
            return nameless;
        }

        var order = purchase.SupplierOrders.FirstOrDefault(one => one.Status != SupplierOrderStatus.Cancelled);
        if (order is null)
        {
            return null;
        }

        var told = new SupplierParcel
        {
            ParcelId = string.Create(CultureInfo.InvariantCulture, $"hand-{purchase.Parcels.Count + 1}"),
            SupplierOrderId = order.OrderId,
            CarrierName = string.Empty,
            RawStatus = "by hand",
            Status = ParcelStatus.Unknown,
        };
        var pieces = ParcelAllocation.Allocate(purchase, told);
        return pieces.Count == 0
            ? null
            : new Parcel
            {
                ParcelId = told.ParcelId,
                SupplierOrderId = told.SupplierOrderId,
                CarrierName = told.CarrierName,
                RawStatus = told.RawStatus,
                Status = told.Status,
                StoreLines = pieces,
            };
    }

    private async Task<bool> DoAsync(PurchaseOrderKey key, string who, Func<OrderEdit, bool> act, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(key.Order, cancellationToken) is not { } before || before.Find(key) is null)
        {
            return false;
        }

        var isDone = false;
        var after = await orders.EditFromAsync(before, Actor.Person(who), time, edit => isDone = act(edit), cancellationToken);
        if (isDone)
        {
            await waker.WakeAsync(before, after, isRedelivery: true, cancellationToken);
            await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        }

        return isDone;
    }
}

using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>
/// What people do by hand for goods that are on their way: they give a number that 1688 does not show, or leave the store to the seller.
/// Each records who and why in the order's history, and the purchase order goes on from there.
/// </summary>
public sealed class ShipmentCommands(
    IOrders orders,
    OrderProjection projection,
    IFulfilmentWaker waker,
    FulfilmentOptions options,
    TimeProvider time
)
{
    /// <summary>Whether it is paid, and goods of it have no number.</summary>
    public static bool LacksNumber(PurchaseOrder purchase) =>
        purchase.State is PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped or PurchaseOrderState.Shipped
        && ToldOf(purchase) is not null;

    /// <summary>Whether it can be marked as shipped.</summary>
    public static bool CanBeMarked(PurchaseOrder purchase) =>
        purchase.State == PurchaseOrderState.PushRefused || purchase is { State: PurchaseOrderState.Shipped, AwaitsSettling: false };

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

                if (ToldOf(purchase) is not { } told)
                {
                    return false;
                }

                edit.AddEvent(EventKinds.NumberGiven, why, null, $"{number} {carrier}", key);
                SupplierProgress.Apply(
                    edit,
                    key,
                    [],
                    [told with { WaybillNumber = number, CarrierName = carrier }],
                    options.PushAgainAfter
                );
                edit.Replace(
                    key,
                    old =>
                        old with
                        {
                            Parcels =
                            [
                                .. old.Parcels.Select(parcel =>
                                    TrackingNumbers.AreSame(parcel.WaybillNumber, number)
                                        ? parcel with
                                        {
                                            CheckedNumber = parcel.NumberKey,
                                            IsNumberedByHand = false,
                                        }
                                        : parcel
                                ),
                            ],
                        }
                );
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
                if (!CanBeMarked(purchase))
                {
                    return false;
                }

                var untold = purchase
                    .StoreParcels.Where(parcel => parcel.Push is not (PushState.Confirmed or PushState.NotNeeded))
                    .ToList();
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
                                    untold.Contains(parcel)
                                        ? parcel with
                                        {
                                            Push = PushState.NotNeeded,
                                            ConfirmAt = null,
                                            IsLeft = true,
                                        }
                                        : parcel
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

    // As if 1688 told of it: the parcel that lacks a number, or one of what no parcel holds, or of what goes under another number than the
    // revoked one.
    private static SupplierParcel? ToldOf(PurchaseOrder purchase)
    {
        var fromSupplier = purchase.Parcels.Where(parcel => !parcel.IsFromForwarder).ToList();
        var nameless = fromSupplier.Find(parcel => parcel.WaybillNumber is null && parcel.Status != ParcelStatus.Revoked);
        var order =
            nameless?.SupplierOrderId
            ?? purchase.SupplierOrders.FirstOrDefault(one => one.Status != SupplierOrderStatus.Cancelled)?.OrderId;
        if (order is null)
        {
            return null;
        }

        var told = new SupplierParcel
        {
            ParcelId = nameless?.ParcelId ?? string.Create(CultureInfo.InvariantCulture, $"hand-{purchase.Parcels.Count + 1}"),
            SupplierOrderId = order,
            CarrierName = string.Empty,
            RawStatus = "by hand",
            Status = ParcelStatus.Unknown,
        };
        return
            nameless is not null || fromSupplier.Exists(parcel => parcel.IsRevoked) || ParcelAllocation.Allocate(purchase, told).Count > 0
            ? told
            : null;
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

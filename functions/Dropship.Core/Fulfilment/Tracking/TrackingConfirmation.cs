using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Tracking;

/// <summary>Compares what the store shows with the tracking numbers that it was given. A purchase order is done only when the store says
/// shipped.</summary>
public sealed class TrackingConfirmation(IOrders orders, RecentStoreOrders recent, TimeProvider time)
{
    /// <summary>The parcel that was pushed last, whose receipt is not saved yet.</summary>
    public readonly record struct Pushed(Parcel Parcel, TrackingReceipt Receipt);

    /// <summary>Saves a receipt.</summary>
    public async Task<Order> SaveAsync(Order order, PurchaseOrderKey key, Pushed? pushed, CancellationToken cancellationToken) =>
        pushed is { } one
            ? await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit => edit.NotePushed(key, one.Parcel, one.Receipt),
                cancellationToken
            )
            : order;

    /// <summary>Looks at the store right after a push, and saves receipt and result together. The order that came with the receipt is not
    /// read once more. When the store cannot be read, it is read again later.</summary>
    public async Task<Order> CheckPushedAsync(
        Order order,
        PurchaseOrderKey key,
        StoreAccount account,
        IStorePlatform platform,
        Pushed? pushed,
        CancellationToken cancellationToken
    )
    {
        if (!IsOpen(order, key))
        {
            return await SaveAsync(order, key, pushed, cancellationToken);
        }

        var seen = pushed?.Receipt.Order;
        if (seen is null && (pushed is not null || HasPushed(order, key)))
        {
            var read = await platform.ReadOrderAsync(account, order.Key.StoreOrderId, cancellationToken);
            if (!read.IsSuccess || read.Value.Order is null)
            {
                return await SaveAsync(order, key, pushed, cancellationToken);
            }

            seen = read.Value.Order;
        }

        return await CompareAsync(order, key, platform, pushed, seen, isLookOnly: false, cancellationToken);
    }

    /// <summary>Reads the store some time after a push.</summary>
    /// <exception cref="OutsideUnavailableException">The store could not be read.</exception>
    public async Task<Order> LookAsync(
        Order order,
        PurchaseOrderKey key,
        StoreAccount account,
        IStorePlatform platform,
        CancellationToken cancellationToken
    )
    {
        if (!IsOpen(order, key))
        {
            return order;
        }

        var seen = HasPushed(order, key) ? await ReadAsync(account, platform, order.Key, "confirm tracking", cancellationToken) : null;
        return await CompareAsync(order, key, platform, null, seen, isLookOnly: true, cancellationToken);
    }

    /// <exception cref="OutsideUnavailableException">The store could not be read.</exception>
    internal static async Task<StoreOrder> ReadAsync(
        StoreAccount account,
        IStorePlatform platform,
        OrderKey key,
        string step,
        CancellationToken cancellationToken
    )
    {
        var read = await platform.ReadOrderAsync(account, key.StoreOrderId, cancellationToken);
        return read.IsSuccess && read.Value.Order is { } order
            ? order
            : throw new OutsideUnavailableException(
                step,
                read.Problem ?? new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Problem ?? "the order cannot be read")
            );
    }

    private static bool IsOpen(Order order, PurchaseOrderKey key) =>
        order.Find(key)!.State is PurchaseOrderState.Shipped or PurchaseOrderState.PartlyShipped or PurchaseOrderState.AwaitingShipment;

    private static bool HasPushed(Order order, PurchaseOrderKey key) =>
        order.Find(key)!.Parcels.Any(parcel => parcel.Push == PushState.Pushed);

    private async Task<Order> CompareAsync(
        Order order,
        PurchaseOrderKey key,
        IStorePlatform platform,
        Pushed? pushed,
        StoreOrder? seen,
        bool isLookOnly,
        CancellationToken cancellationToken
    )
    {
        var after = await orders.EditFromAsync(
            order,
            pushed is null ? Actor.Store : Actor.System,
            time,
            edit =>
            {
                if (pushed is { } one)
                {
                    edit.NotePushed(key, one.Parcel, one.Receipt);
                }

                if (seen is not null)
                {
                    OwnParcels.Take(edit, seen);
                }

                foreach (var parcel in edit.Record.Find(key)!.Parcels.Where(parcel => parcel.Push == PushState.Pushed))
                {
                    Compare(edit, key, parcel, StoreTracking.FindShown(platform, parcel, seen), isLookOnly);
                }

                PushedOrders.Note(edit);
                edit.EndUnsent(key);
                Complete(edit, key);
            },
            cancellationToken
        );
        if (seen is not null && after.StoreOrder.UpdatedAt == seen.UpdatedAt)
        {
            // The store announces our own parcels to us, too.
            recent.NoteOurs(after);
        }

        return after;
    }

    private static void Compare(OrderEdit edit, PurchaseOrderKey key, Parcel parcel, string? shown, bool isLookOnly)
    {
        if (shown is not null)
        {
            edit.AddEvent(EventKinds.TrackingConfirmed, "the store says shipped", null, shown, key);
            edit.ReplaceParcel(
                key,
                parcel,
                one =>
                    one with
                    {
                        Push = PushState.Confirmed,
                        ConfirmAt = null,
                        PlatformNumber = TrackingNumbers.AreSame(shown, parcel.PushedNumber) ? null : shown,
                    }
            );
        }
        else if (isLookOnly && parcel.IsCompanion)
        {
            // A fulfilment's numbers are written as a whole: another writer at the same moment may have written over this one.
            edit.AddEvent(EventKinds.TrackingAgain, "the store does not show the number; it is told again", null, parcel.PushedNumber, key);
            edit.ReplaceParcel(key, parcel, one => one with { Push = PushState.Pending, ConfirmAt = null });
        }
        else
        {
            var next = NextStepDecision.NextConfirmation(parcel.PushedAt!.Value, edit.Now);
            edit.AddEvent(EventKinds.TrackingAwaited, "the store does not show the number yet", null, parcel.PushedNumber, key);
            edit.ReplaceParcel(key, parcel, one => one with { ConfirmAt = next });
        }
    }

    private static void Complete(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase.State is PurchaseOrderState.RefundDue or PurchaseOrderState.FulfilledElsewhere)
        {
            OrderStateRollup.Settle(edit);
        }
        else if (
            purchase is { State: PurchaseOrderState.Shipped, AwaitsSettling: false }
            && purchase.StoreParcels.All(parcel => parcel.Push is PushState.Confirmed or PushState.NotNeeded && !parcel.NeedsPush)
            && !OnwardParcels.IsAwaited(edit.Record, purchase)
            && ShipmentWatch.IsSettled(purchase)
        )
        {
            // What speaks against a number is still for a person to look at, and is told once.
            edit.Move(
                key,
                PurchaseOrderState.Completed,
                "the store confirmed each parcel",
                purchase.Hold.Is(HoldReasons.NumberDoubtful) && NumberDoubts.DetailOf(purchase) is not null ? purchase.Hold : null
            );
            OrderStateRollup.Settle(edit);
        }
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Operations;

/// <summary>
/// Takes an order that a person placed on 1688 by hand as the one of a purchase order. It is read there and has to hold just what the
/// purchase order asks for; it belongs to one purchase order, and the purchase order to no other order there.
/// </summary>
public sealed class HandPlacement(
    IOrders orders,
    HandPlacementCheck check,
    IAdoptedOrders adopted,
    SpendBudget budget,
    PlacementHandOver handOver,
    TimeProvider time
)
{
    /// <summary>Whether a purchase order can be given an order on 1688: nothing is placed for it, and no call that places it is on its
    /// way.</summary>
    public static bool IsOpen(PurchaseOrder purchase) => IsWaiting(purchase) && purchase.SupplierOrders.Count == 0;

    /// <summary>Reads an order on 1688 and takes it. The same order again changes nothing.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="supplierOrderId">The order on 1688.</param>
    /// <param name="who">Who placed it.</param>
    /// <param name="why">Why it was placed by hand.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Why it is not taken; null when it is.</returns>
    public async Task<string?> AdoptAsync(
        PurchaseOrderKey key,
        string supplierOrderId,
        string who,
        string why,
        CancellationToken cancellationToken
    )
    {
        if (await orders.LoadAsync(key.Order, cancellationToken) is not { } before || before.Find(key) is not { } purchase)
        {
            return $"there is no purchase order {key}";
        }

        if (IsTaken(purchase, supplierOrderId))
        {
            // An earlier try may have broken off after its save.
            await handOver.FinishAsync(before, before, key, cancellationToken);
            return null;
        }

        if (!MayTake(before, purchase, supplierOrderId))
        {
            return "it does not wait to be placed";
        }

        var (read, refusal) = await check.ReadAsync(before, purchase, supplierOrderId, cancellationToken);
        if (read is null)
        {
            return refusal;
        }

        if (await adopted.ClaimAsync(purchase.PurchasingAccountId, supplierOrderId, key, cancellationToken) is var holder && holder != key)
        {
            return $"1688 order {supplierOrderId} belongs to purchase order {holder}";
        }

        // It counts in the day's limits like what the app places itself, and is not refused: the money is as good as spent.
        var counted = purchase.Reservation is null
            ? await budget.CountAsync(purchase, key.Order.AccountId, supplierOrderId, read.Total, cancellationToken)
            : null;
        var (isTaken, isOurs) = (false, false);
        var after = await orders.EditFromAsync(
            before,
            Actor.Person(who),
            time,
            edit =>
            {
                // A call that places it may have begun in the meantime; or this very order was taken, by an earlier try or a second click.
                var now = edit.Record.Find(key)!;
                isOurs = IsTaken(now, supplierOrderId);
                isTaken = !isOurs && MayTake(edit.Record, now, supplierOrderId) && check.WhyNot(now, read) is null;
                if (isTaken)
                {
                    Take(edit, key, read, why);
                    edit.Replace(key, old => old with { Reservation = old.Reservation ?? counted });
                }
            },
            cancellationToken
        );
        if (!isTaken && !isOurs)
        {
            await adopted.RemoveAsync(purchase.PurchasingAccountId, supplierOrderId, cancellationToken);
            if (counted is not null)
            {
                await budget.GiveBackAsync(counted, cancellationToken);
            }

            return "it does not wait to be placed any more";
        }

        await handOver.FinishAsync(before, after, key, cancellationToken);
        return null;
    }

    private static bool IsWaiting(PurchaseOrder purchase) =>
        purchase
            is
        {
            CancelReason: null,
            State: PurchaseOrderState.AwaitingConfirmation
                    or PurchaseOrderState.Planned
                    or PurchaseOrderState.PlacementUnknown
                    or PurchaseOrderState.Blocked
        };

    // News of an order that was claimed by a try that broke off may have brought it before it was taken.
    private static bool IsTaken(PurchaseOrder purchase, string supplierOrderId) =>
        purchase.State != PurchaseOrderState.AwaitingConfirmation && purchase.SupplierOrders.Any(known => known.OrderId == supplierOrderId);

    private static bool MayTake(Order order, PurchaseOrder purchase, string supplierOrderId) =>
        IsWaiting(purchase) && purchase.SupplierOrders.All(known => known.OrderId == supplierOrderId) && !order.IsVetoed(purchase);

    private static void Take(OrderEdit edit, PurchaseOrderKey key, SupplierOrder read, string why)
    {
        if (edit.Record.Find(key)!.State == PurchaseOrderState.AwaitingConfirmation)
        {
            edit.Move(key, PurchaseOrderState.Planned, "a person placed it");
        }

        edit.AddEvent(EventKinds.PlacedByHand, why, null, $"{read.OrderId}, {read.Total}", key);
        if (edit.Record.Find(key) is { State: PurchaseOrderState.Blocked } blocked && !blocked.Hold.Is(HoldReasons.PlacementUnsettled))
        {
            edit.Move(key, PurchaseOrderState.Planned, "a person placed it");
        }

        PurchaseAdoption.Adopt(edit, key, [SupplierOrderRecord.From(read)], [], "placed by hand");
        SupplierProgress.Apply(edit, key, [read]);
    }
}

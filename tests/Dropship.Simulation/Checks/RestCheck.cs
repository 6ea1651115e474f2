using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;
using Microsoft.DurableTask.Client;

namespace Dropship.Simulation.Checks;

/// <summary>What must be true once nothing moves any more: each order has ended, or waits for somebody who was told.</summary>
internal sealed class RestCheck(World world)
{
    // Once the faults are over, the heartbeats look once an hour.
    private static readonly TimeSpan s_noticed = TimeSpan.FromMinutes(90);

    private readonly Promises _promises = world.Promises;

    public void Run()
    {
        CheckAccounts();
        foreach (var order in world.Store.Orders)
        {
            var key = new OrderKey(World.StoreId, order.StoreOrderId);
            if (world.Orders.Find(key) is not { } record)
            {
                _promises.Break(Promises.OneState, "the store has an order that was never taken in", key);
                continue;
            }

            CheckStory(record);
            CheckOrder(record, order);
            foreach (var purchase in record.PurchaseOrders)
            {
                CheckPurchase(record, purchase);
            }

            CheckList(record);
            CheckHolds(record);
        }

        CheckMarket();
        CheckQueues();
    }

    private void CheckStory(Order record)
    {
        var hash = string.Empty;
        var events = world.Orders.EventsOf(record.Key);
        for (var index = 0; index < events.Count; index++)
        {
            if (events[index].Sequence != index + 1 || events[index].PreviousHash != hash || !events[index].IsIntact())
            {
                _promises.Break(Promises.DeclaredMoves, $"event {index + 1} does not fit the chain", record.Key);
            }

            hash = events[index].Hash;
        }

        if (record.EventHash != hash || record.EventCount != events.Count)
        {
            _promises.Break(Promises.DeclaredMoves, "the order does not end where its history does", record.Key);
        }
    }

    private void CheckOrder(Order record, StoreOrder order)
    {
        var isFinal = OrderTransitions.IsFinal(record.State);
        if (!isFinal && record.Unreadable is null && record.StoreOrder.UpdatedAt != order.UpdatedAt)
        {
            _promises.Break(
                Promises.OneState,
                $"the store changed it at {order.UpdatedAt:O} and we know {record.StoreOrder.UpdatedAt:O}",
                record.Key
            );
        }

        var rests = record.State switch
        {
            OrderState.New => false,
            OrderState.AwaitingPayment => order.Payment is StorePaymentStatus.Pending or StorePaymentStatus.Authorized,
            OrderState.Held => record.Hold is not null,
            OrderState.Purchasing => record.PurchaseOrders.Any(purchase => !PurchaseOrderTransitions.IsFinal(purchase.State)),
            _ => isFinal,
        };
        if (!rests)
        {
            _promises.Break(Promises.ComesToRest, $"the order stays {record.State}", record.Key);
        }

        if (record.AwaitsShipBy && record.StoreOrder.ShipBy < world.Scheduler.Now - s_noticed && record.ShipByTold != ShipByStage.Passed)
        {
            _promises.Break(Promises.ComesToRest, $"the store's deadline is over and told is {record.ShipByTold}", record.Key);
        }

        // Of an order that was given up after a part of it came, that part is all there is to fulfil.
        var isWanted = !order.IsCancelled && order.Payment is not (StorePaymentStatus.Refunded or StorePaymentStatus.Voided);
        if (record.State == OrderState.Fulfilled && isWanted && order.Fulfilment != StoreFulfilmentStatus.Fulfilled)
        {
            _promises.Break(Promises.OneState, $"it counts as fulfilled, and the store says {order.Fulfilment}", record.Key);
        }
    }

    private void CheckPurchase(Order record, PurchaseOrder purchase)
    {
        if (PurchaseOrderTransitions.IsFinal(purchase.State))
        {
            return;
        }

        var waitsForSupplier = world.Market.Orders.Any(order =>
            order.Key == purchase.Key.Value && order.Status is SupplierOrderStatus.AwaitingShipment or SupplierOrderStatus.Cancelled
        );

        // Part of a bundle, whose number can go to the store only with goods that are still to come: their purchase order has to answer for
        // itself.
        var waitsForLead =
            purchase.Parcels.Any(parcel => parcel.AwaitsLead)
            && record.PurchaseOrders.Any(other => other.Key != purchase.Key && !PurchaseOrderTransitions.IsFinal(other.State));
        var rests = purchase.State switch
        {
            PurchaseOrderState.AwaitingConfirmation => true,
            PurchaseOrderState.Approved => purchase.Hold is not null
                || (purchase.Payment is { PayLink: not null } payment && world.WasAskedToPay(purchase.Key.Value, payment.ApprovalRound)),
            PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped or PurchaseOrderState.Shipped => purchase.Hold
                is not null
                || waitsForSupplier
                || waitsForLead
                || purchase.Parcels.Any(parcel => parcel.AwaitsHand),
            _ => purchase.Hold is not null,
        };
        if (!rests)
        {
            _promises.Break(Promises.ComesToRest, $"{purchase.Key} stays {purchase.State} and waits for nobody", record.Key);
        }

        if (
            purchase.State is PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped or PurchaseOrderState.Shipped
            && purchase.Parcels.FirstOrDefault(parcel => parcel.FollowDueAt is not null) is { } left
        )
        {
            _promises.Break(Promises.ComesToRest, $"nobody follows {left.WaybillNumber} of {purchase.Key}", record.Key);
        }

        if (purchase.SupplierOrders.Count > 0 && world.Hub.StatusOf(purchase.Key.Value) != OrchestrationRuntimeStatus.Running)
        {
            _promises.Break(
                Promises.ComesToRest,
                $"{purchase.Key} is {purchase.State} and its orchestration is {world.Hub.StatusOf(purchase.Key.Value)?.ToString() ?? "not there"}",
                record.Key
            );
        }
    }

    private void CheckList(Order record)
    {
        var now = OrderSummary.Of(record);
        var shown = world.Orders.ShownOf(record.Key);
        if (shown?.Shows(record) != true)
        {
            _promises.Break(
                Promises.OneState,
                $"the list shows {shown?.State} [{string.Join(", ", shown?.PurchaseOrders.Select(one => $"{one.State} {one.HoldCode}") ?? [])}], the order is {now.State} [{string.Join(", ", now.PurchaseOrders.Select(one => $"{one.State} {one.HoldCode}"))}]",
                record.Key
            );
        }
    }

    private void CheckHolds(Order record)
    {
        var wanted = new HashSet<AlertKey>();
        if (record.Hold is { } hold && hold.Code != HoldReasons.TestOrder.Code)
        {
            wanted.Add(AlertKey.Of(record.Key, hold.Code));
        }

        if (record is { AwaitsShipBy: true, ShipByTold: not ShipByStage.None })
        {
            wanted.Add(AlertKey.Of(record.Key, record.ShipByTold == ShipByStage.Near ? HoldReasons.ShipByNear : HoldReasons.ShipByPassed));
        }

        wanted.UnionWith(
            record
                .PurchaseOrders.Where(purchase => purchase.Hold is not null)
                .Select(purchase => AlertKey.Of(purchase.Key, purchase.Hold!.Code))
        );
        wanted.UnionWith(
            record
                .PurchaseOrders.Where(purchase => purchase.State == PurchaseOrderState.AwaitingConfirmation)
                .Select(purchase => AlertKey.Of(purchase.Key, HoldReasons.PlacingUnconfirmed))
        );
        wanted.UnionWith(
            record
                .PurchaseOrders.Where(purchase => purchase is { State: PurchaseOrderState.Approved, Hold: null, CancelReason: null })
                .Select(purchase => AlertKey.Of(purchase.Key, HoldReasons.PaymentOverdue))
        );
        foreach (var key in wanted)
        {
            if (!world.Alerts.Open.TryGetValue(key, out var alert) || alert.MailedAt is null)
            {
                _promises.Break(
                    Promises.ComesToRest,
                    alert is null ? $"nobody is told of {key}" : $"the mail about {key} never went out",
                    record.Key
                );
            }
        }

        foreach (
            var key in world
                .Alerts.Open.Values.Select(alert => alert.Notice)
                .Where(notice =>
                    notice.Key.Order == record.Key && !notice.Is(HoldReasons.StepFailing) && !HoldReasons.IsOfWait(notice.Code)
                )
                .Select(notice => notice.Key)
                .Except(wanted)
        )
        {
            _promises.Break(Promises.ComesToRest, $"{key} is open and over", record.Key);
        }
    }

    // What stands at the market must be known here, and nothing that was given up may still be there to be paid.
    private void CheckMarket()
    {
        foreach (var order in world.Market.Orders)
        {
            var key = PurchaseOrderKey.Parse(order.Key!);
            var purchase = world.Orders.Find(key.Order)?.Find(key);
            if (
                purchase is null
                || (
                    purchase.SupplierOrders.All(one => one.OrderId != order.OrderId)
                    && purchase.Hold?.Code != HoldReasons.PlacementUnsettled.Code
                )
            )
            {
                _promises.Break(Promises.OneState, $"1688 has the order {order.OrderId} of {key}, and nobody here knows", key.Order);
            }
            else if (
                purchase.State is PurchaseOrderState.Cancelled
                && order.Status != SupplierOrderStatus.Cancelled
                && !(order.IsPaid && IsClaimClosed(key))
            )
            {
                _promises.Break(
                    Promises.OneState,
                    $"{key} counts as cancelled, and 1688 order {order.OrderId} is {order.Status}",
                    key.Order
                );
            }
        }
    }

    // A person has answered for the money that went out.
    private bool IsClaimClosed(PurchaseOrderKey key) =>
        world
            .Orders.EventsOf(key.Order)
            .Any(told =>
                told.PurchaseOrder == key.Value
                && told is { What.Code: "purchase-state", Before: nameof(PurchaseOrderState.RefundDue) }
                && told.Actor.StartsWith("person:", StringComparison.Ordinal)
            );

    private void CheckAccounts()
    {
        foreach (var store in world.Stores.All)
        {
            if (
                store.State == StoreAccountState.Unauthorized
                && !world.Alerts.Open.ContainsKey(AlertKey.Of(store, HoldReasons.StoreUnauthorized))
            )
            {
                _promises.Break(Promises.ComesToRest, "the store stands still and nobody is told");
            }
        }

        foreach (var purchasingAccount in world.BuyerAccounts.All)
        {
            if (
                purchasingAccount.State == PurchasingAccountState.Unauthorized
                && !world.Alerts.Open.ContainsKey(AlertKey.Of(purchasingAccount, HoldReasons.PurchasingUnauthorized))
            )
            {
                _promises.Break(Promises.ComesToRest, "the purchasing account stands still and nobody is told");
            }
        }
    }

    private void CheckQueues()
    {
        if (world.Failed.Waiting.FirstOrDefault() is { } message)
        {
            _promises.Break(Promises.ComesToRest, $"{message.Text} of {message.Queue} failed and was not sent again");
        }

        if (world.Switch.StoppedSince is not null)
        {
            _promises.Break(Promises.ComesToRest, "all money is still stopped");
        }
    }
}

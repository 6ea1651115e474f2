using Dropship.Core.Orders;
using Dropship.Core.Purchasing;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

public sealed class StateTableTests
{
    // The whole table once more, written out by hand: a change here must be meant.
    private static readonly HashSet<string> s_purchaseMoves =
    [
        "AwaitingConfirmation>Planned",
        "AwaitingConfirmation>Cancelled",
        "AwaitingConfirmation>FulfilledElsewhere",
        "Planned>Placing",
        "Planned>AwaitingApproval",
        "Planned>Blocked",
        "Planned>Cancelled",
        "Planned>FulfilledElsewhere",
        "Placing>AwaitingApproval",
        "Placing>PlacementUnknown",
        "Placing>Planned",
        "Placing>Blocked",
        "PlacementUnknown>AwaitingApproval",
        "PlacementUnknown>Planned",
        "PlacementUnknown>Blocked",
        "AwaitingApproval>Approved",
        "AwaitingApproval>Rejected",
        "AwaitingApproval>ApprovalExpired",
        "AwaitingApproval>Cancelling",
        "AwaitingApproval>Blocked",
        "ApprovalExpired>AwaitingApproval",
        "ApprovalExpired>Cancelling",
        "ApprovalExpired>Blocked",
        "Rejected>AwaitingApproval",
        "Rejected>Cancelling",
        "Rejected>Blocked",
        "Approved>Paying",
        "Approved>AwaitingShipment",
        "Approved>AwaitingApproval",
        "Approved>Cancelling",
        "Approved>Blocked",
        "Paying>AwaitingShipment",
        "Paying>PaymentUnknown",
        "Paying>Approved",
        "PaymentUnknown>AwaitingShipment",
        "PaymentUnknown>Approved",
        "AwaitingShipment>PartlyShipped",
        "AwaitingShipment>Shipped",
        "AwaitingShipment>RefundDue",
        "AwaitingShipment>Blocked",
        "PartlyShipped>Shipped",
        "PartlyShipped>RefundDue",
        "PartlyShipped>PushRefused",
        "PartlyShipped>Blocked",
        "Shipped>Completed",
        "Shipped>PushRefused",
        "Shipped>RefundDue",
        "Shipped>FulfilledElsewhere",
        "PushRefused>PartlyShipped",
        "PushRefused>Shipped",
        "PushRefused>Completed",
        "PushRefused>RefundDue",
        "PushRefused>FulfilledElsewhere",
        "Cancelling>Cancelled",
        "Cancelling>RefundDue",
        "Cancelling>Blocked",
        "Cancelling>FulfilledElsewhere",
        "RefundDue>Cancelled",
        "Blocked>Planned",
        "Blocked>AwaitingApproval",
        "Blocked>Cancelling",
        "Blocked>Cancelled",
        "Blocked>FulfilledElsewhere",
    ];

    private static readonly HashSet<string> s_orderMoves =
    [
        "New>AwaitingPayment",
        "New>Held",
        "New>Purchasing",
        "New>FulfilledElsewhere",
        "New>Cancelled",
        "New>SellerFulfilled",
        "AwaitingPayment>Held",
        "AwaitingPayment>Purchasing",
        "AwaitingPayment>FulfilledElsewhere",
        "AwaitingPayment>Cancelled",
        "AwaitingPayment>SellerFulfilled",
        "Held>AwaitingPayment",
        "Held>Purchasing",
        "Held>Fulfilled",
        "Held>FulfilledElsewhere",
        "Held>Cancelled",
        "Held>SellerFulfilled",
        "Purchasing>Held",
        "Purchasing>Fulfilled",
        "Purchasing>FulfilledElsewhere",
        "Purchasing>Cancelled",
        "Fulfilled>Purchasing",
        "Fulfilled>Held",
        "SellerFulfilled>Purchasing",
        "SellerFulfilled>Held",
        "FulfilledElsewhere>SellerFulfilled",
        "FulfilledElsewhere>Held",
        "FulfilledElsewhere>Purchasing",
        "Cancelled>SellerFulfilled",
        "Cancelled>Held",
        "Cancelled>Purchasing",
    ];

    [Fact]
    public void A_purchase_order_makes_the_declared_moves_and_no_other()
    {
        foreach (var from in Enum.GetValues<PurchaseOrderState>())
        {
            foreach (var to in Enum.GetValues<PurchaseOrderState>())
            {
                Assert.True(s_purchaseMoves.Contains($"{from}>{to}") == PurchaseOrderTransitions.IsAllowed(from, to), $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void A_store_order_makes_the_declared_moves_and_no_other()
    {
        foreach (var from in Enum.GetValues<OrderState>())
        {
            foreach (var to in Enum.GetValues<OrderState>())
            {
                Assert.True(s_orderMoves.Contains($"{from}>{to}") == OrderTransitions.IsAllowed(from, to), $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void An_undeclared_move_is_refused_and_changes_nothing_and_a_declared_one_is_told()
    {
        foreach (var from in Enum.GetValues<OrderState>())
        {
            foreach (var to in Enum.GetValues<OrderState>().Where(to => to != from))
            {
                Check(Record(from), s_orderMoves.Contains($"{from}>{to}"), edit => edit.Move(to, "why"), after => after.State == to);
                Check(
                    Record(from),
                    isAllowed: false,
                    edit => edit.Change(new EventKind("what"), "why", record => record with { State = to }),
                    _ => true
                );
            }
        }

        foreach (var from in Enum.GetValues<PurchaseOrderState>())
        {
            var purchase = World.Purchase(from);
            var record = Record(OrderState.Purchasing) with { PurchaseOrders = [purchase] };
            foreach (var to in Enum.GetValues<PurchaseOrderState>())
            {
                Check(
                    record,
                    s_purchaseMoves.Contains($"{from}>{to}"),
                    edit => edit.Move(purchase.Key, to, "why"),
                    after => after.Find(purchase.Key)!.State == to
                );
                if (to != from)
                {
                    Check(record, isAllowed: false, edit => edit.Replace(purchase.Key, old => old with { State = to }), _ => true);
                    Check(
                        record,
                        isAllowed: false,
                        edit => edit.Change(purchase.Key, new EventKind("what"), "why", old => old with { State = to }),
                        _ => true
                    );
                }
            }
        }

        static Order Record(OrderState state) =>
            new()
            {
                Key = new OrderKey("shop", "1"),
                StoreOrder = World.Order("1"),
                State = state,
                StateSince = default,
                FirstSeenAt = default,
            };

        static void Check(Order record, bool isAllowed, Action<OrderEdit> act, Func<Order, bool> isDone)
        {
            var edit = new OrderEdit(record, Actor.System, default);
            if (isAllowed)
            {
                act(edit);
                Assert.True(isDone(edit.Record));
                Assert.Single(edit.Events);
                return;
            }

            Assert.Throws<InvalidOperationException>(() => act(edit));
            Assert.False(edit.HasChanged);
            Assert.Equal(record, edit.Record);
        }
    }

    [Fact]
    public void Nothing_is_bought_before_a_recorded_approval_on_any_way_through_the_table()
    {
        // Every way from the start to "paid" passes Approved, and Approved is entered by an approval or left behind by a doubtful payment.
        var reachedWithoutApproval = Reach(PurchaseOrderState.Planned, PurchaseOrderState.Approved);
        Assert.DoesNotContain(reachedWithoutApproval, PurchaseOrderTransitions.IsPaid);
        Assert.DoesNotContain(PurchaseOrderState.Paying, reachedWithoutApproval);
    }

    [Fact]
    public void Every_state_is_under_exactly_one_tab_and_all_tabs_are_used() =>
        Assert.Equal(
            Enum.GetValues<PurchaseOrderGroup>().Order(),
            Enum.GetValues<PurchaseOrderState>().Select(PurchaseOrderGroups.Of).Distinct().Order()
        );

    private static HashSet<PurchaseOrderState> Reach(PurchaseOrderState start, PurchaseOrderState without)
    {
        // A refund is due for money that left; the way to it through "cancelling" is the market's word that somebody paid there.
        var reached = new HashSet<PurchaseOrderState> { start };
        var open = new Queue<PurchaseOrderState>(reached);
        while (open.TryDequeue(out var from))
        {
            foreach (
                var to in Enum.GetValues<PurchaseOrderState>()
                    .Where(to =>
                        to != without
                        && to != PurchaseOrderState.RefundDue
                        && PurchaseOrderTransitions.IsAllowed(from, to)
                        && reached.Add(to)
                    )
            )
            {
                open.Enqueue(to);
            }
        }

        return reached;
    }
}

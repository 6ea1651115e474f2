using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>Says what an order waits for: the single next thing of each of its parts, by whom, and until when. Pure.</summary>
public sealed class Waits(ApprovalOptions approvals, FulfilmentOptions fulfilment, WaitOptions options)
{
    /// <summary>The waits of an order and of its purchase orders; none of one at its end that nobody has to look at.</summary>
    public IReadOnlyList<Wait> Of(Order order) =>
        [.. new[] { OfItself(order) }.OfType<Wait>(), .. order.PurchaseOrders.Select(purchase => Of(order, purchase)).OfType<Wait>()];

    private Wait? OfItself(Order order) =>
        order switch
        {
            { Hold: { } hold } => OfHold(null, hold, hold.Since + PatienceWith(hold.Code)),
            { State: OrderState.AwaitingPayment } => new Wait(
                null,
                WaitKind.CustomerPayment,
                null,
                WaitActor.Customer,
                order.StateSince + options.CustomerPaysWithin,
                HoldReasons.CustomerUnpaid.Code
            ),
            { State: OrderState.New or OrderState.Held } => Step(null, WaitKind.Review, order.StateSince),
            { State: OrderState.Purchasing } when order.PurchaseOrders.All(purchase => PurchaseOrderTransitions.IsFinal(purchase.State)) =>
                Step(null, WaitKind.Review, order.PurchaseOrders.Max(purchase => (DateTimeOffset?)purchase.StateSince) ?? order.StateSince),
            _ => null,
        };

    private Wait? Of(Order order, PurchaseOrder purchase)
    {
        if (purchase.Hold is { } hold)
        {
            return OfHold(purchase.Key, hold, ExpireApproval.CancelsAt(purchase, approvals) ?? (hold.Since + PatienceWith(hold.Code)));
        }

        if (OwnSteps.Since(purchase) is { } since)
        {
            return Step(purchase.Key, KindOf(purchase), since);
        }

        return purchase.State switch
        {
            PurchaseOrderState.AwaitingConfirmation => Person(purchase, WaitKind.Confirmation, HoldReasons.PlacingUnconfirmed),
            PurchaseOrderState.AwaitingApproval => new Wait(
                purchase.Key,
                WaitKind.Decision,
                null,
                WaitActor.Approver,
                purchase.Approval!.ExpiresAt,
                HoldReasons.ApprovalExpired.Code
            ),
            PurchaseOrderState.ApprovalExpired => Person(purchase, WaitKind.Decision, HoldReasons.ApprovalExpired),
            PurchaseOrderState.Rejected => new Wait(
                purchase.Key,
                WaitKind.NextDecision,
                null,
                WaitActor.System,
                purchase.Approval!.DecidedAt!.Value + approvals.AskAgainAfter,
                HoldReasons.StepFailing.Code
            ),
            PurchaseOrderState.Approved => new Wait(
                purchase.Key,
                WaitKind.CashierPayment,
                null,
                WaitActor.Approver,
                purchase.Payment!.WarnedAt ?? NextStepDecision.WarnOfPaymentAt(order, purchase, approvals, fulfilment)!.Value,
                HoldReasons.PaymentOverdue.Code
            ),
            PurchaseOrderState.AwaitingShipment or PurchaseOrderState.PartlyShipped => new Wait(
                purchase.Key,
                WaitKind.Shipment,
                null,
                WaitActor.Supplier,
                ShipmentWatch.LateAt(purchase, fulfilment),
                HoldReasons.ShipmentLate.Code
            ),
            PurchaseOrderState.Shipped => OfNumbers(order, purchase),
            var state when PurchaseOrderTransitions.IsFinal(state) => null,
            var state => throw new InvalidOperationException($"{state} waits for nothing that is known here."),
        };
    }

    private static WaitKind KindOf(PurchaseOrder purchase) =>
        purchase switch
        {
            { AwaitsSuccessor: true } => WaitKind.Replacement,
            { CancelReason: not null } or { State: PurchaseOrderState.Cancelling or PurchaseOrderState.Rejected } => WaitKind.Cancellation,
            { State: PurchaseOrderState.Planned or PurchaseOrderState.Placing } => WaitKind.Placement,
            { State: PurchaseOrderState.PlacementUnknown } => WaitKind.PlacementAnswer,
            { State: PurchaseOrderState.AwaitingApproval } => WaitKind.ApproverMail,
            { State: PurchaseOrderState.Approved } => WaitKind.Payment,
            { State: PurchaseOrderState.Paying or PurchaseOrderState.PaymentUnknown } => WaitKind.PaymentAnswer,
            _ => WaitKind.Review,
        };

    private Wait OfNumbers(Order order, PurchaseOrder purchase)
    {
        var parcels = purchase.StoreParcels.ToList();
        if (purchase.Parcels.FirstOrDefault(parcel => parcel.Push == PushState.Pushed) is { } pushed)
        {
            return new Wait(
                purchase.Key,
                WaitKind.StoreConfirmation,
                null,
                WaitActor.Store,
                (pushed.PushedAt ?? purchase.StateSince) + options.StoreShowsWithin,
                HoldReasons.NumberUnshown.Code
            );
        }

        if (
            parcels
                .Where(parcel => parcel.NeedsPush)
                .Select(parcel => ShipmentWatch.TellAt(order, purchase, parcel, fulfilment))
                .Where(at => at < DateTimeOffset.MaxValue)
                .Min(at => (DateTimeOffset?)at) is
            { } tellAt
        )
        {
            return Orchestrated(purchase, WaitKind.StorePush, tellAt > purchase.StateSince ? tellAt : purchase.StateSince);
        }

        if (purchase.Forwarding is { } forwarding && OnwardParcels.IsAwaited(order, purchase))
        {
            return new Wait(
                purchase.Key,
                WaitKind.ForwarderNumber,
                null,
                WaitActor.Forwarder,
                ShipmentWatch.ForwarderLateAt(purchase, forwarding, fulfilment),
                HoldReasons.ForwarderLate.Code
            );
        }

        if (parcels.Exists(parcel => parcel.AwaitsHand))
        {
            return Person(purchase, WaitKind.HandNumber, HoldReasons.ParcelWithoutNumber);
        }

        if (parcels.Exists(parcel => parcel.AwaitsLead || parcel.AwaitsRest))
        {
            return new Wait(
                purchase.Key,
                WaitKind.OtherGoods,
                null,
                WaitActor.Supplier,
                ShipmentWatch.LateAt(purchase, fulfilment),
                HoldReasons.ShipmentLate.Code
            );
        }

        return
            purchase
                .Parcels.Where(parcel => parcel.AwaitsPickup)
                .Select(parcel => ShipmentWatch.SuspectAt(purchase, parcel, fulfilment))
                .Min(at => (DateTimeOffset?)at)
                is { } suspectAt
            ? new Wait(purchase.Key, WaitKind.FirstScan, null, WaitActor.Carrier, suspectAt, HoldReasons.ShipmentSuspected.Code)
            : Orchestrated(purchase, WaitKind.Closing, purchase.StateSince);
    }

    // A step of its orchestration reports its failures itself.
    private Wait Orchestrated(PurchaseOrder purchase, WaitKind kind, DateTimeOffset since) =>
        new(purchase.Key, kind, null, WaitActor.System, since + options.StepsWithin, HoldReasons.StepFailing.Code);

    private Wait Step(PurchaseOrderKey? key, WaitKind kind, DateTimeOffset since) =>
        new(key, kind, null, WaitActor.System, since + options.StepsWithin, HoldReasons.StepOverdue.Code);

    private Wait Person(PurchaseOrder purchase, WaitKind kind, HoldReason toldAs) =>
        new(purchase.Key, kind, null, ActorOf(toldAs), purchase.StateSince + PatienceWith(toldAs.Code), toldAs.Code);

    // Told when it begins, and to the second person when it is due.
    private static Wait OfHold(PurchaseOrderKey? key, Hold hold, DateTimeOffset dueAt) =>
        new(key, WaitKind.Hold, hold.Code, ActorOf(HoldReasons.Get(hold.Code)), dueAt, hold.Code);

    private static WaitActor ActorOf(HoldReason reason) =>
        reason.Actor switch
        {
            HoldActor.Owner => WaitActor.Owner,
            HoldActor.Approver => WaitActor.Approver,
            HoldActor.Store => WaitActor.Store,
            HoldActor.Supplier => WaitActor.Supplier,
            HoldActor.Operator => WaitActor.Operator,
            var other => throw new InvalidOperationException($"Nobody is {other}."),
        };

    private TimeSpan PatienceWith(string code) => approvals.EscalateAfterOf(HoldReasons.Get(code));
}

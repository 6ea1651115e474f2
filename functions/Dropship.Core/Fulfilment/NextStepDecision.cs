using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;
using static Dropship.Core.Orders.PurchaseOrderState;

namespace Dropship.Core.Fulfilment;

/// <summary>Decides what comes next for a placed purchase order, from what the tables say and the time alone. Pure.</summary>
public static class NextStepDecision
{
    /// <summary>1688 refuses to close an order in the first ten seconds of its life.</summary>
    public static readonly TimeSpan CancelNotBefore = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan s_firstConfirm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastConfirm = TimeSpan.FromMinutes(30);

    // What was sent may arrive that late. Until then nobody decides that it is unpaid: that would be wrong as soon as it is paid.
    private static readonly TimeSpan s_paymentLook = TimeSpan.FromMinutes(5);

    /// <param name="order">The store order.</param>
    /// <param name="purchase">Its purchase order.</param>
    /// <param name="approvals">The times of approvals.</param>
    /// <param name="options">The times of suppliers.</param>
    /// <param name="now">The time.</param>
    public static NextStep Of(Order order, PurchaseOrder purchase, ApprovalOptions approvals, FulfilmentOptions options, DateTimeOffset now)
    {
        if (PurchaseOrderTransitions.IsFinal(purchase.State))
        {
            return new NextStep(FulfilmentStep.Finished);
        }

        var isUnpaid = PurchaseOrderTransitions.IsPlacedAndUnpaid(purchase.State) || IsBlockedWithOpenOrders(purchase);
        if (purchase.State == Cancelling || (purchase.CancelReason is not null && isUnpaid))
        {
            if (purchase.Hold.Is(HoldReasons.CancelRefused))
            {
                return new NextStep(FulfilmentStep.AwaitPerson);
            }

            var earliest = purchase.SupplierOrders.Max(placed => placed.CreatedAt) + CancelNotBefore;
            return new NextStep(FulfilmentStep.Cancel, earliest > now ? earliest : null);
        }

        return purchase.State switch
        {
            AwaitingApproval => NextOfApproval(purchase, approvals, now),
            Approved when purchase.Hold is not null => new NextStep(FulfilmentStep.AwaitPerson),
            Approved when purchase.Payment?.ApprovalRound != purchase.Approval!.Round => new NextStep(FulfilmentStep.Pay),
            Approved => NextOfPayment(order, purchase, approvals, options, now),
            Paying => new NextStep(FulfilmentStep.SettlePayment),
            PaymentUnknown => new NextStep(
                FulfilmentStep.SettlePayment,
                purchase.StateSince + s_paymentLook > now ? purchase.StateSince + s_paymentLook : null
            ),
            AwaitingShipment or PartlyShipped or Shipped when purchase.CancelReason is not null => new NextStep(
                FulfilmentStep.DemandRefund
            ),
            AwaitingShipment or PartlyShipped or Shipped => NextOfTracking(order, purchase, options, now),
            RefundDue when purchase.Forwarding is { Announced.Count: > 0 } => new NextStep(FulfilmentStep.RecallFromForwarder),
            Rejected when purchase.Approval is { State: ApprovalState.Postponed } postponed => NextOfPostponed(
                purchase,
                postponed,
                approvals,
                now
            ),
            ApprovalExpired when ExpireApproval.CancelsAt(purchase, approvals) is { } cancelsAt => cancelsAt <= now
                ? new NextStep(FulfilmentStep.ExpireApproval)
                : new NextStep(FulfilmentStep.AwaitPerson, cancelsAt),
            ApprovalExpired or Rejected or Blocked or PushRefused or RefundDue => new NextStep(FulfilmentStep.AwaitPerson),
            _ => throw new InvalidOperationException($"Purchase order {purchase.Key} is {purchase.State}; it is not placed yet."),
        };
    }

    /// <summary>The phase that takes a step.</summary>
    public static FulfilmentPhase PhaseOf(FulfilmentStep step) =>
        step switch
        {
            FulfilmentStep.RequestApproval or FulfilmentStep.AwaitDecision or FulfilmentStep.Remind or FulfilmentStep.ExpireApproval =>
                FulfilmentPhase.Approval,
            FulfilmentStep.Pay or FulfilmentStep.AwaitPayment or FulfilmentStep.WarnOfPayment or FulfilmentStep.SettlePayment =>
                FulfilmentPhase.Payment,
            FulfilmentStep.AwaitShipment or FulfilmentStep.WatchShipment => FulfilmentPhase.Shipment,
            FulfilmentStep.AnnounceToForwarder
            or FulfilmentStep.AwaitForwarder
            or FulfilmentStep.AskForwarder
            or FulfilmentStep.RecallFromForwarder => FulfilmentPhase.Forwarding,
            FulfilmentStep.FollowParcels or FulfilmentStep.PushTracking or FulfilmentStep.ConfirmTracking => FulfilmentPhase.Tracking,
            FulfilmentStep.Cancel or FulfilmentStep.DemandRefund => FulfilmentPhase.Cancellation,
            FulfilmentStep.AwaitPerson => FulfilmentPhase.Hold,
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No phase takes this step."),
        };

    /// <summary>When to look the next time whether the store shows a number: the longer it takes, the less often it is asked.</summary>
    public static DateTimeOffset NextConfirmation(DateTimeOffset pushedAt, DateTimeOffset now)
    {
        var waited = now - pushedAt;
        return now
            + (
                waited < s_firstConfirm ? s_firstConfirm
                : waited > s_lastConfirm ? s_lastConfirm
                : waited
            );
    }

    /// <summary>When a person is to be warned that an approved purchase order is not paid; null when there is nothing to warn of, or the
    /// warning was sent.</summary>
    public static DateTimeOffset? WarnOfPaymentAt(
        Order order,
        PurchaseOrder purchase,
        ApprovalOptions approvals,
        FulfilmentOptions options
    ) =>
        PaymentDeadline.WarnAt(
            purchase,
            WarnOfLateAt(order, purchase, options),
            approvals.RemindAfter.Append(approvals.ExpiresAfter).First()
        );

    private static DateTimeOffset WarnOfLateAt(Order order, PurchaseOrder purchase, FulfilmentOptions options)
    {
        var lateAt = ShipmentWatch.LateAt(purchase, options);
        return order.StoreOrder.ShipBy - options.WarnBeforeShipBy is { } near && near < lateAt ? near : lateAt;
    }

    private static bool IsBlockedWithOpenOrders(PurchaseOrder purchase) =>
        purchase.State == Blocked
        && purchase.SupplierOrders.Any(order => order is { IsPaid: false } && order.Status != SupplierOrderStatus.Cancelled);

    private static NextStep NextOfApproval(PurchaseOrder purchase, ApprovalOptions options, DateTimeOffset now)
    {
        if (purchase.Hold.Is(HoldReasons.PaidBeyondApproval, HoldReasons.PurchaseDoubled))
        {
            return new NextStep(FulfilmentStep.AwaitPerson);
        }

        // A round that could not be mailed to all ends all the same.
        if (purchase is { Hold: null, Approval: { State: ApprovalState.Open } unmailed } && unmailed.ExpiresAt <= now)
        {
            return new NextStep(FulfilmentStep.ExpireApproval);
        }

        if (purchase.Approval is not { State: ApprovalState.Open } approval || approval.MailedAt is null)
        {
            // Nobody is asked while it is held; the end of the hold is news.
            return new NextStep(purchase.Hold is null ? FulfilmentStep.RequestApproval : FulfilmentStep.AwaitPerson, null);
        }

        if (approval.ExpiresAt <= now)
        {
            return new NextStep(FulfilmentStep.ExpireApproval);
        }

        var reminder = ApprovalSchedule.NextReminder(approval, options);
        if (reminder <= now)
        {
            return new NextStep(FulfilmentStep.Remind);
        }

        return new NextStep(FulfilmentStep.AwaitDecision, reminder < approval.ExpiresAt ? reminder : approval.ExpiresAt);
    }

    private static NextStep NextOfPayment(
        Order order,
        PurchaseOrder purchase,
        ApprovalOptions approvals,
        FulfilmentOptions options,
        DateTimeOffset now
    )
    {
        var warnAt = WarnOfLateAt(order, purchase, options);
        var due = WarnOfPaymentAt(order, purchase, approvals, options);

        // It wakes when a late supplier would first be warned of, too. The news that it is paid then need not wake it just to be told so.
        return due <= now
            ? new NextStep(FulfilmentStep.WarnOfPayment)
            : new NextStep(FulfilmentStep.AwaitPayment, due ?? (warnAt > now ? warnAt : null));
    }

    // "Not at this price" is answered when there is another one, and in any case after a while.
    private static NextStep NextOfPostponed(PurchaseOrder purchase, Approval postponed, ApprovalOptions options, DateTimeOffset now)
    {
        var due = postponed.DecidedAt!.Value + options.AskAgainAfter;
        return new NextStep(FulfilmentStep.RequestApproval, due > now && purchase.Amount == postponed.Amount ? due : null);
    }

    private static NextStep NextOfTracking(Order order, PurchaseOrder purchase, FulfilmentOptions options, DateTimeOffset now)
    {
        var followAt = purchase.Parcels.Min(parcel => parcel.FollowDueAt);
        if (followAt <= now)
        {
            return new NextStep(FulfilmentStep.FollowParcels);
        }

        var tellAt = purchase
            .Parcels.Where(parcel => parcel.NeedsPush)
            .Select(parcel => ShipmentWatch.TellAt(order, purchase, parcel, options))
            .Where(at => at < DateTimeOffset.MaxValue)
            .Min(at => (DateTimeOffset?)at);
        if (tellAt <= now)
        {
            return new NextStep(FulfilmentStep.PushTracking);
        }

        if (Announcement.IsDue(order, purchase))
        {
            return new NextStep(FulfilmentStep.AnnounceToForwarder);
        }

        var watchAt = ShipmentWatch.LookAt(purchase, options, now);
        if (watchAt <= now)
        {
            return new NextStep(FulfilmentStep.WatchShipment);
        }

        var isAtForwarder = OnwardParcels.IsAwaited(order, purchase);
        var askAt = isAtForwarder ? purchase.Forwarding!.LookAt : null;
        if (askAt <= now)
        {
            return new NextStep(FulfilmentStep.AskForwarder);
        }

        var lookAt = purchase.Parcels.Where(parcel => parcel.Push == PushState.Pushed).Min(parcel => parcel.ConfirmAt);
        if (lookAt <= now)
        {
            return new NextStep(FulfilmentStep.ConfirmTracking);
        }

        if (lookAt is not null || tellAt is not null)
        {
            return new NextStep(
                lookAt is null ? FulfilmentStep.PushTracking : FulfilmentStep.ConfirmTracking,
                new[] { watchAt, askAt, lookAt, tellAt, followAt }.Min()
            );
        }

        if (purchase.State == Shipped && isAtForwarder)
        {
            return new NextStep(FulfilmentStep.AwaitForwarder, new[] { watchAt, askAt, followAt }.Min());
        }

        if (
            purchase.State != Shipped
            || !purchase.StoreParcels.All(parcel => parcel is { Push: PushState.Confirmed or PushState.NotNeeded, NeedsPush: false })
            || !ShipmentWatch.IsSettled(purchase)
        )
        {
            return new NextStep(FulfilmentStep.AwaitShipment, new[] { watchAt, askAt, followAt }.Min());
        }

        return new NextStep(purchase.AwaitsSettling ? FulfilmentStep.AwaitPerson : FulfilmentStep.ConfirmTracking, null);
    }
}

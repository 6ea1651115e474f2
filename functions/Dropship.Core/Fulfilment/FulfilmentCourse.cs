using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;
using static Dropship.Core.Orders.PurchaseOrderState;

namespace Dropship.Core.Fulfilment;

/// <summary>Decides what comes next for a placed purchase order, from what the tables say and the time alone. Pure.</summary>
public static class FulfilmentCourse
{
    /// <summary>1688 refuses to close an order in the first ten seconds of its life.</summary>
    public static readonly TimeSpan CancelNotBefore = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan s_firstConfirm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastConfirm = TimeSpan.FromMinutes(30);

    // What was sent may arrive that late. Until then nobody decides that it is unpaid: that would be wrong as soon as it is paid.
    private static readonly TimeSpan s_paymentLook = TimeSpan.FromMinutes(5);

    /// <param name="purchase">The purchase order.</param>
    /// <param name="warnAt">When to warn of a late supplier, see <see cref="ShipmentDeadline"/>; null for not at all.</param>
    /// <param name="options">The course of approvals.</param>
    /// <param name="now">The time.</param>
    public static FulfilmentView Next(PurchaseOrder purchase, DateTimeOffset? warnAt, ApprovalOptions options, DateTimeOffset now)
    {
        if (PurchaseOrderTransitions.IsFinal(purchase.State))
        {
            return new FulfilmentView(FulfilmentStep.Finished, null);
        }

        if (purchase.State == Cancelling || (purchase.CancelReason is not null && (PurchaseOrderTransitions.IsPlacedAndUnpaid(purchase.State) || IsBlockedWithOpenOrders(purchase))))
        {
            if (purchase.Hold?.Code == HoldReasons.CancelRefused.Code)
            {
                return new FulfilmentView(FulfilmentStep.AwaitPerson, null);
            }

            var earliest = purchase.SupplierOrders.Max(order => order.CreatedAt) + CancelNotBefore;
            return new FulfilmentView(FulfilmentStep.Cancel, earliest > now ? earliest : null);
        }

        return purchase.State switch
        {
            AwaitingApproval => NextOfApproval(purchase, options, now),
            Approved when purchase.Hold is not null => new FulfilmentView(FulfilmentStep.AwaitPerson, null),
            Approved when purchase.Payment?.ApprovalRound != purchase.Approval!.Round => new FulfilmentView(FulfilmentStep.Pay, null),
            Approved => NextOfPayment(purchase, warnAt, options, now),
            Paying => new FulfilmentView(FulfilmentStep.SettlePayment, null),
            PaymentUnknown => new FulfilmentView(FulfilmentStep.SettlePayment, purchase.StateSince + s_paymentLook > now ? purchase.StateSince + s_paymentLook : null),
            AwaitingShipment or PartlyShipped or Shipped when purchase.CancelReason is not null => new FulfilmentView(FulfilmentStep.DemandRefund, null),
            AwaitingShipment or PartlyShipped or Shipped => NextOfTracking(purchase, warnAt, now),
            Rejected when purchase.Approval is { State: ApprovalState.Postponed } postponed => NextOfPostponed(purchase, postponed, options, now),
            ApprovalExpired or Rejected or Blocked or PushRefused or RefundDue => new FulfilmentView(FulfilmentStep.AwaitPerson, null),
            _ => throw new InvalidOperationException($"Purchase order {purchase.Key} is {purchase.State}; it is not placed yet."),
        };
    }

    private static bool IsBlockedWithOpenOrders(PurchaseOrder purchase) =>
        purchase.State == Blocked && purchase.SupplierOrders.Any(order => order is { IsPaid: false } && order.Status != SupplierOrderStatus.Cancelled);

    /// <summary>When to look the next time whether the store shows a number: the longer it takes, the less often it is asked.</summary>
    public static DateTimeOffset NextConfirmation(DateTimeOffset pushedAt, DateTimeOffset now)
    {
        var waited = now - pushedAt;
        return now + (waited < s_firstConfirm ? s_firstConfirm : waited > s_lastConfirm ? s_lastConfirm : waited);
    }

    private static FulfilmentView NextOfApproval(PurchaseOrder purchase, ApprovalOptions options, DateTimeOffset now)
    {
        if (purchase.Hold?.Code is { } held && (held == HoldReasons.PaidBeyondApproval.Code || held == HoldReasons.PurchaseDoubled.Code))
        {
            return new FulfilmentView(FulfilmentStep.AwaitPerson, null);
        }

        if (purchase.Approval is not { State: ApprovalState.Open } approval || approval.MailedAt is null)
        {
            // Nobody is asked while it is held; the end of the hold is news.
            return new FulfilmentView(purchase.Hold is null ? FulfilmentStep.RequestApproval : FulfilmentStep.AwaitPerson, null);
        }

        if (approval.ExpiresAt <= now)
        {
            return new FulfilmentView(FulfilmentStep.ExpireApproval, null);
        }

        var reminder = options.RemindAfter.Skip(approval.Reminders).Select(after => approval.RequestedAt + after).Cast<DateTimeOffset?>().FirstOrDefault();
        if (reminder <= now)
        {
            return new FulfilmentView(FulfilmentStep.Remind, null);
        }

        return new FulfilmentView(FulfilmentStep.AwaitDecision, reminder < approval.ExpiresAt ? reminder : approval.ExpiresAt);
    }

    private static FulfilmentView NextOfPayment(PurchaseOrder purchase, DateTimeOffset? warnAt, ApprovalOptions options, DateTimeOffset now)
    {
        var due = PaymentDeadline.WarnAt(purchase, warnAt, options.RemindAfter.Append(options.ExpiresAfter).First());

        // It wakes when a late supplier would first be warned of, too. The news that it is paid then need not wake it just to be told so.
        return due <= now ? new FulfilmentView(FulfilmentStep.WarnOfPayment, null) : new FulfilmentView(FulfilmentStep.AwaitPayment, due ?? (warnAt > now ? warnAt : null));
    }

    // "Not at this price" is answered when there is another one, and in any case after a while.
    private static FulfilmentView NextOfPostponed(PurchaseOrder purchase, Approval postponed, ApprovalOptions options, DateTimeOffset now)
    {
        var due = postponed.DecidedAt!.Value + options.AskAgainAfter;
        return new FulfilmentView(FulfilmentStep.RequestApproval, due > now && purchase.Amount == postponed.Amount ? due : null);
    }

    private static FulfilmentView NextOfTracking(PurchaseOrder purchase, DateTimeOffset? warnAt, DateTimeOffset now)
    {
        var untold = purchase.Parcels.Where(parcel => parcel.NeedsPush).ToList();
        if (untold.Exists(parcel => !(parcel.PushAgainAt > now)))
        {
            return new FulfilmentView(FulfilmentStep.PushTracking, null);
        }

        if (warnAt <= now)
        {
            return new FulfilmentView(FulfilmentStep.WarnOfLateness, null);
        }

        var lookAt = purchase.Parcels.Where(parcel => parcel.Push == PushState.Pushed).Min(parcel => parcel.ConfirmAt);
        if (lookAt <= now)
        {
            return new FulfilmentView(FulfilmentStep.ConfirmTracking, null);
        }

        if (lookAt is not null || untold.Count > 0)
        {
            var tellAt = untold.Min(parcel => parcel.PushAgainAt);
            return new FulfilmentView(lookAt is null ? FulfilmentStep.PushTracking : FulfilmentStep.ConfirmTracking, new[] { warnAt, lookAt, tellAt }.Min());
        }

        if (purchase.State != Shipped || !purchase.Parcels.All(parcel => parcel.Push is PushState.Confirmed or PushState.NotNeeded))
        {
            return new FulfilmentView(FulfilmentStep.AwaitShipment, warnAt);
        }

        return new FulfilmentView(purchase.AwaitsSettling ? FulfilmentStep.AwaitPerson : FulfilmentStep.ConfirmTracking, null);
    }
}

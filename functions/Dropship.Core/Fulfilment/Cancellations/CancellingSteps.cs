using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Cancellations;

/// <summary>The steps that undo a purchase: unpaid it is closed at the market, paid it becomes a claim that a person has to make.</summary>
public sealed class CancellingSteps(StepRunner steps, SupplierOrderReader reader, IOrders orders, IPurchasingAccounts purchasingAccounts, ISupplierMarket market, TimeProvider time)
{
    /// <summary>Cancels the unpaid orders at the market.</summary>
    /// <exception cref="OutsideUnavailableException">The market could not be reached, or says that it is too soon.</exception>
    public Task<FulfilmentProgress> CancelAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, async before =>
    {
        var record = await orders.EditFromAsync(before, Actor.System, time, edit =>
        {
            var purchase = edit.Record.Find(key)!;
            if (purchase.State != PurchaseOrderState.Cancelling && PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.Cancelling))
            {
                if (purchase.Approval is { State: ApprovalState.Open or ApprovalState.Approved } approval)
                {
                    edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Void, Why = purchase.CancelReason } });
                }

                edit.Move(key, PurchaseOrderState.Cancelling, purchase.CancelReason ?? "cancelled");
            }
        }, cancellationToken);
        var current = record.Find(key)!;
        if (current.State != PurchaseOrderState.Cancelling)
        {
            return record;
        }

        var purchasingAccount = await purchasingAccounts.RequireAsync(current.PurchasingAccountId, cancellationToken);
        foreach (var order in current.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled))
        {
            var cancelled = await market.CancelAsync(purchasingAccount, order.OrderId, "buyerCancel", cancellationToken);
            record = await orders.EditFromAsync(record, Actor.Market, time, edit => edit.AddEvent("cancel-answered", cancelled.Problem?.ToString() ?? "1688 took the cancellation", order.RawStatus, cancelled.Outcome.ToString(), key), cancellationToken);
            if (!cancelled.IsSuccess && (cancelled.Outcome != CallOutcome.Refused || cancelled.Problem.Meaning == RefusalMeaning.TooSoon))
            {
                throw new OutsideUnavailableException("cancel", cancelled.Problem);
            }

            if (!cancelled.IsSuccess && cancelled.Problem.Meaning != RefusalMeaning.WrongState)
            {
                var problem = cancelled.Problem;
                return await orders.EditFromAsync(record, Actor.Market, time, edit => edit.SetHold(key, edit.HoldFor(HoldReasons.CancelRefused, $"{order.OrderId}: {problem}"), "1688 would not cancel it"), cancellationToken);
            }
        }

        // What became of it (closed, or paid in the meantime) is read, not assumed.
        record = await reader.ReadAsync(record, key, "cancel", cancellationToken);
        return record.Find(key)!.State == PurchaseOrderState.Cancelling
            ? throw new OutsideUnavailableException("cancel", new CallProblem(ProblemKind.Transient, "still-open", "1688 answered the cancellation and still shows the order open"))
            : record;
    }, cancellationToken);

    /// <summary>Notes that the store order was cancelled after we paid: a person has to ask the money back.</summary>
    public Task<FulfilmentProgress> DemandRefundAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, record =>
        orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            var purchase = edit.Record.Find(key)!;
            if (purchase.CancelReason is { } reason && PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.RefundDue))
            {
                edit.Move(key, PurchaseOrderState.RefundDue, reason, edit.HoldFor(HoldReasons.CancelledAfterPayment, $"{reason}; paid {purchase.Payment?.Paid}"));
            }
        }, cancellationToken), cancellationToken);
}

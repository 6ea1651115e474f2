using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>The steps that move money. The amount is read again first, the intent is written before the call, and a doubtful answer is looked up, never repeated.</summary>
public sealed class PaymentSteps(
    StepRunner steps,
    StoreOrderRefresher store,
    SupplierOrderReader reader,
    PaymentGate gate,
    ApproverMails mails,
    IOrders orders,
    IPurchasingAccounts purchasingAccounts,
    ISupplierMarket market,
    INotices notices,
    IWorkQueues queues,
    TimeProvider time)
{
    private static readonly TimeSpan s_whileStopped = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Pays what was approved: reads the amount again first, asks the guards, writes the intent, and then either pays by agreement or hands the
    /// cashier page out. Never called again for a payment whose intent is written; that one is looked up. While all money is stopped, it waits.
    /// </summary>
    public async Task<FulfilmentProgress> PayAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken)
    {
        var isStopped = false;
        var progress = await steps.RunAsync(key, known, async before =>
        {
            if (isStopped = await gate.IsStoppedAsync(cancellationToken))
            {
                return before;
            }

            var record = await store.ReadAsync(before, "pay", cancellationToken);
            record = await reader.ReadAsync(record, key, "pay", cancellationToken);
            var purchase = record.Find(key)!;
            if (!purchase.MayBePaid())
            {
                return record;
            }

            if (await gate.JudgeAsync(record, key, cancellationToken) is { } objection)
            {
                return await HoldAsync(record, key, objection, cancellationToken);
            }

            // Reading took its time: the switch is asked once more, right before the money goes out.
            if (isStopped = await gate.IsStoppedAsync(cancellationToken))
            {
                return record;
            }

            var purchasingAccount = await purchasingAccounts.RequireAsync(purchase.PurchasingAccountId, cancellationToken);
            return purchasingAccount.PaymentMode == PaymentMode.Agreement
                ? await PayByAgreementAsync(record, purchase, purchasingAccount, cancellationToken)
                : await HandOutCashierAsync(record, purchase, purchasingAccount, cancellationToken);
        }, cancellationToken);
        return isStopped && progress.View.NextStep == FulfilmentStep.Pay ? progress with { View = progress.View with { WakeAt = time.GetUtcNow() + s_whileStopped } } : progress;
    }

    /// <summary>Tells a person that what is approved is not paid, unless the market says otherwise by now. The payment is waited for all the same.</summary>
    /// <exception cref="OutsideUnavailableException">The market could not be read.</exception>
    public Task<FulfilmentProgress> WarnAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, before =>
        reader.ReadAsync(before, key, "warn of payment", edit =>
        {
            if (edit.Record.Find(key) is { Payment.WarnedAt: null } purchase && PaymentDeadline.IsAwaited(purchase))
            {
                edit.Change(key, "payment-overdue", HoldReasons.PaymentOverdue.Code, old => old with { Payment = old.Payment! with { WarnedAt = edit.Now } });
            }
        }, cancellationToken), cancellationToken);

    /// <summary>Looks a doubtful payment up. Only the market's word decides.</summary>
    public Task<FulfilmentProgress> SettleAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, async before =>
    {
        var record = await reader.ReadAsync(before, key, "settle payment", cancellationToken);
        return await orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            var purchase = edit.Record.Find(key)!;
            if (purchase.State == PurchaseOrderState.Paying)
            {
                edit.Move(key, PurchaseOrderState.PaymentUnknown, "the payment's answer never came; it is looked up");
            }
            else if (purchase.State == PurchaseOrderState.PaymentUnknown)
            {
                // Looked at twice, some time apart: a person decides whether to try again, or what becomes of money that nobody approved.
                var isBeyond = purchase.Hold?.Code == HoldReasons.PaidBeyondApproval.Code;
                edit.Move(key, PurchaseOrderState.Approved, isBeyond ? "1688 says paid, beyond the approval" : "1688 says unpaid", isBeyond ? purchase.Hold : edit.HoldFor(HoldReasons.PaymentRefused, "the payment was sent and 1688 says unpaid"));
            }
        }, cancellationToken);
    }, cancellationToken);

    private static bool IsInDoubt(CallResult<PaymentReceipt> answer) => answer.IsSuccess ? !answer.Value.IsPaid : answer.Outcome == CallOutcome.Unknown;

    private static PaymentRecord Intent(OrderEdit edit, PurchaseOrder purchase, PaymentMode mode, Uri? payLink)
    {
        var approval = purchase.Approval!;
        if (purchase.Amount > approval.Amount)
        {
            edit.AddEvent("rise-borne", $"the price rose after the approval, within its limit of {approval.Limit}", approval.Amount.ToString(), purchase.Amount.ToString(), purchase.Key);
        }

        return new PaymentRecord { Mode = mode, IntentAt = edit.Now, ApprovalRound = approval.Round, Limit = approval.Limit, PayLink = payLink };
    }

    private Task<Order> HoldAsync(Order record, PurchaseOrderKey key, GuardViolation objection, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            if (edit.Record.Find(key)!.State == PurchaseOrderState.Approved)
            {
                edit.SetHold(key, edit.HoldFor(objection.Reason, objection.Detail), objection.Reason.Code);
            }
        }, cancellationToken);

    private async Task<Order> HandOutCashierAsync(Order record, PurchaseOrder purchase, PurchasingAccount purchasingAccount, CancellationToken cancellationToken)
    {
        var unpaid = purchase.SupplierOrders.Where(order => order is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment }).Select(order => order.OrderId).ToList();
        var link = await market.GetPayLinkAsync(purchasingAccount, unpaid, cancellationToken);
        if (!link.IsSuccess && link.Outcome != CallOutcome.Refused)
        {
            throw new OutsideUnavailableException("pay", link.Problem);
        }

        if (!link.IsSuccess || link.Value.RefusedOrderIds.Count > 0)
        {
            var words = link.IsSuccess ? $"the cashier leaves out {string.Join(", ", link.Value.RefusedOrderIds)}" : link.Problem.ToString();
            return await orders.EditFromAsync(record, Actor.Market, time, edit => edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.PaymentRefused, words), "1688 gave no cashier page"), cancellationToken);
        }

        // Before the page is handed out, not after: a mail that fails is then tried again with the whole step.
        await mails.SendAsync(record, purchase, purchase.Approval!, notices.AskForPayment, cancellationToken);
        return await orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            if (edit.Record.Find(purchase.Key) is { } current && current.MayBePaid())
            {
                var intent = Intent(edit, current, PaymentMode.Cashier, link.Value.Url);
                edit.Change(purchase.Key, "cashier-page", $"round {intent.ApprovalRound} allows {intent.Limit}", old => old with { Payment = intent });
            }
        }, cancellationToken);
    }

    private async Task<Order> PayByAgreementAsync(Order record, PurchaseOrder purchase, PurchasingAccount purchasingAccount, CancellationToken cancellationToken)
    {
        var approval = purchase.Approval!;
        var edit = new OrderEdit(record, Actor.System, time.GetUtcNow());
        var intent = Intent(edit, purchase, PaymentMode.Agreement, null);
        edit.Replace(purchase.Key, old => old with { Payment = intent });
        edit.Move(purchase.Key, PurchaseOrderState.Paying, $"intent to pay {purchase.Amount}; round {approval.Round} allows {intent.Limit}");

        // A conflict here ends the step before any money moves; the next one reads anew.
        var intended = await orders.SaveAsync(edit.Record, edit.Events, cancellationToken);
        CallProblem? doubt = null;
        var answers = new List<(SupplierOrderRecord Order, CallResult<PaymentReceipt> Answer)>();
        foreach (var order in purchase.SupplierOrders.Where(order => order is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment }))
        {
            if (await gate.IsStoppedAsync(cancellationToken))
            {
                // A person meant all money, the rest of this payment too; what went out already is looked up.
                break;
            }

            // Were it the same for all orders of a split purchase, 1688 could take the second request for a repeat of the first.
            var paid = await market.PayByAgreementAsync(purchasingAccount, order.OrderId, order.Total, $"{purchase.Key}-{approval.Round}-{order.OrderId}", cancellationToken);
            answers.Add((order, paid));
            doubt ??= paid.Problem;
            if (paid.Outcome is CallOutcome.Refused or CallOutcome.NotSent)
            {
                break;
            }
        }

        // Where another order's answer is in doubt, its money may be on its way: only a look-up leads on from there, whatever this one's answer says.
        if (answers.FirstOrDefault(one => one.Answer.Outcome is CallOutcome.Refused or CallOutcome.NotSent) is { Order: { } refused, Answer.Problem: { } words } && !answers.Exists(one => IsInDoubt(one.Answer)))
        {
            return await orders.EditFromAsync(intended, Actor.Market, time, change =>
            {
                TellAnswers(change);
                if (change.Record.Find(purchase.Key)!.State == PurchaseOrderState.Paying)
                {
                    change.Move(purchase.Key, PurchaseOrderState.Approved, words.ToString(), change.HoldFor(HoldReasons.PaymentRefused, $"{refused.OrderId}: {words}"));
                }
            }, cancellationToken);
        }

        var doubted = await orders.EditFromAsync(intended, Actor.System, time, change =>
        {
            TellAnswers(change);
            if (change.Record.Find(purchase.Key)!.State == PurchaseOrderState.Paying)
            {
                change.Move(purchase.Key, PurchaseOrderState.PaymentUnknown, doubt?.ToString() ?? "sent; the order's own word decides");
            }
        }, cancellationToken);

        // What changed in the store while the money was on its way was left alone; now it is known what to do about it.
        await queues.SendOrderAsync(purchase.Key.Order, cancellationToken);
        return await reader.ReadAsync(doubted, purchase.Key, "pay", cancellationToken);

        void TellAnswers(OrderEdit change)
        {
            foreach (var (order, answer) in answers)
            {
                change.AddEvent("payment-answered", answer.Problem?.ToString() ?? "1688 took it", $"{order.OrderId} {order.Total}", answer.Outcome.ToString(), purchase.Key, Actor.Market);
            }
        }
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>Pays by the agreement that the purchasing account has with 1688. The intent is written first; an unknown result is looked up,
/// never repeated.</summary>
public sealed class AgreementPayment(
    SupplierOrderReader reader,
    PaymentGate gate,
    IOrders orders,
    ISupplierMarket market,
    IWorkQueues queues,
    TimeProvider time
)
{
    public async Task<Order> PayAsync(Order order, PurchaseOrder purchase, PurchasingAccount account, CancellationToken cancellationToken)
    {
        var intended = await IntendAsync(order, purchase, cancellationToken);
        var answers = await PayAllAsync(purchase, account, cancellationToken);

        // Where another order's answer is in doubt, its money may be on its way: only a look-up leads on from there, whatever this one's
        // answer says.
        var refusal = answers.FirstOrDefault(one => one.Answer.Outcome is CallOutcome.Refused or CallOutcome.NotSent);
        if (refusal is { Order: { } refused, Answer.Problem: { } problem } && !answers.Exists(one => IsInDoubt(one.Answer)))
        {
            return await orders.EditFromAsync(
                intended,
                Actor.Market,
                time,
                edit =>
                {
                    AddAnswers(edit, purchase.Key, answers);
                    if (edit.Record.Find(purchase.Key)!.State == PurchaseOrderState.Paying)
                    {
                        edit.Move(
                            purchase.Key,
                            PurchaseOrderState.Approved,
                            problem.ToString(),
                            edit.HoldFor(HoldReasons.PaymentRefused, $"{refused.OrderId}: {problem}")
                        );
                    }
                },
                cancellationToken
            );
        }

        var doubt = answers.Select(one => one.Answer.Problem).FirstOrDefault(one => one is not null);
        var doubted = await orders.EditFromAsync(
            intended,
            Actor.System,
            time,
            edit =>
            {
                AddAnswers(edit, purchase.Key, answers);
                if (edit.Record.Find(purchase.Key)!.State == PurchaseOrderState.Paying)
                {
                    edit.Move(purchase.Key, PurchaseOrderState.PaymentUnknown, doubt?.ToString() ?? "sent; the order's own word decides");
                }
            },
            cancellationToken
        );

        // What changed in the store while the money was on its way was left alone; now it is known what to do about it.
        await queues.SendOrderAsync(purchase.Key.Order, cancellationToken);
        return await reader.ReadAsync(doubted, purchase.Key, "pay", cancellationToken);
    }

    private static bool IsInDoubt(CallResult<PaymentReceipt> answer) =>
        answer.IsSuccess ? !answer.Value.IsPaid : answer.Outcome == CallOutcome.Unknown;

    private static void AddAnswers(
        OrderEdit edit,
        PurchaseOrderKey key,
        List<(SupplierOrderRecord Order, CallResult<PaymentReceipt> Answer)> answers
    )
    {
        foreach (var (order, answer) in answers)
        {
            edit.AddEvent(
                EventKinds.PaymentAnswered,
                answer.Problem?.ToString() ?? "1688 took it",
                $"{order.OrderId} {order.Total}",
                answer.Outcome.ToString(),
                key,
                Actor.Market
            );
        }
    }

    // A conflict here ends the step before any money moves; the next one reads anew.
    private Task<Order> IntendAsync(Order order, PurchaseOrder purchase, CancellationToken cancellationToken)
    {
        var edit = new OrderEdit(order, Actor.System, time.GetUtcNow());
        var intent = PaymentIntent.For(edit, purchase, PaymentMode.Agreement, null);
        edit.Replace(purchase.Key, old => old with { Payment = intent });
        edit.Move(
            purchase.Key,
            PurchaseOrderState.Paying,
            $"intent to pay {purchase.Amount}; round {intent.ApprovalRound} allows {intent.Limit}"
        );
        return orders.SaveAsync(edit.Record, edit.Events, cancellationToken);
    }

    private async Task<List<(SupplierOrderRecord Order, CallResult<PaymentReceipt> Answer)>> PayAllAsync(
        PurchaseOrder purchase,
        PurchasingAccount account,
        CancellationToken cancellationToken
    )
    {
        var answers = new List<(SupplierOrderRecord Order, CallResult<PaymentReceipt> Answer)>();
        foreach (
            var order in purchase.SupplierOrders.Where(order => order is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment })
        )
        {
            if (await gate.FindStopAsync(cancellationToken) is not null)
            {
                // A person meant all money, the rest of this payment too; what went out already is looked up.
                break;
            }

            // Were it the same for all orders of a split purchase, 1688 could take the second request for a repeat of the first.
            var requestId = $"{purchase.Key}-{purchase.Approval!.Round}-{order.OrderId}";
            var paid = await market.PayByAgreementAsync(account, order.OrderId, order.Total, requestId, cancellationToken);
            answers.Add((order, paid));
            if (paid.Outcome is CallOutcome.Refused or CallOutcome.NotSent)
            {
                break;
            }
        }

        return answers;
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Cancellations;

/// <summary>Cancels the unpaid 1688 orders of a purchase order.</summary>
public sealed class CancelPurchaseOrder(
    SupplierOrderReader reader,
    IOrders orders,
    IPurchasingAccounts purchasingAccounts,
    ISupplierMarket market,
    TimeProvider time
) : IStepHandler
{
    private const string Name = "cancel";

    public FulfilmentStep Step => FulfilmentStep.Cancel;

    /// <exception cref="OutsideUnavailableException">1688 could not be reached, or says that it is too soon.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        order = await orders.EditFromAsync(order, Actor.System, time, edit => BeginCancelling(edit, key), cancellationToken);
        var purchase = order.Find(key)!;
        if (purchase.State != PurchaseOrderState.Cancelling)
        {
            return new StepResult(order);
        }

        var account = await purchasingAccounts.RequireAsync(purchase.PurchasingAccountId, cancellationToken);
        foreach (var placed in purchase.SupplierOrders.Where(placed => placed.Status != SupplierOrderStatus.Cancelled))
        {
            var cancelled = await market.CancelAsync(account, placed.OrderId, "buyerCancel", cancellationToken);
            order = await orders.EditFromAsync(
                order,
                Actor.Market,
                time,
                edit =>
                    edit.AddEvent(
                        EventKinds.CancelAnswered,
                        cancelled.Problem?.ToString() ?? "1688 took the cancellation",
                        placed.RawStatus,
                        cancelled.Outcome.ToString(),
                        key
                    ),
                cancellationToken
            );
            if (cancelled.IsSuccess || cancelled is { Outcome: CallOutcome.Refused, Problem.Meaning: RefusalMeaning.WrongState })
            {
                continue;
            }

            if (cancelled.Outcome != CallOutcome.Refused || cancelled.Problem.Meaning == RefusalMeaning.TooSoon)
            {
                throw new OutsideUnavailableException(Name, cancelled.Problem);
            }

            return new StepResult(
                await orders.EditFromAsync(
                    order,
                    Actor.Market,
                    time,
                    edit =>
                        edit.SetHold(
                            key,
                            edit.HoldFor(HoldReasons.CancelRefused, $"{placed.OrderId}: {cancelled.Problem}"),
                            "1688 would not cancel it"
                        ),
                    cancellationToken
                )
            );
        }

        // The result (closed, or paid in the meantime) is read, not assumed.
        order = await reader.ReadAsync(order, key, Name, cancellationToken);
        return order.Find(key)!.State == PurchaseOrderState.Cancelling
            ? throw new OutsideUnavailableException(
                Name,
                new CallProblem(ProblemKind.Transient, "still-open", "1688 answered the cancellation and still shows the order open")
            )
            : new StepResult(order);
    }

    private static void BeginCancelling(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (
            purchase.State == PurchaseOrderState.Cancelling
            || !PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.Cancelling)
        )
        {
            return;
        }

        if (purchase.Approval is { State: ApprovalState.Open or ApprovalState.Approved } approval)
        {
            edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Void, Why = purchase.CancelReason } });
        }

        edit.Move(key, PurchaseOrderState.Cancelling, purchase.CancelReason ?? "cancelled");
    }
}

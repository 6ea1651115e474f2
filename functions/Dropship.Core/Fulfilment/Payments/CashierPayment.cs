using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>Has a person pay: asks 1688 for its cashier page and has the approvers told.</summary>
public sealed class CashierPayment(ApproverRequests requests, IOrders orders, ISupplierMarket market, TimeProvider time)
{
    /// <exception cref="OutsideUnavailableException">1688 could not be reached, or a mail not handed over.</exception>
    public async Task<Order> HandOutAsync(
        Order order,
        PurchaseOrder purchase,
        PurchasingAccount account,
        CancellationToken cancellationToken
    )
    {
        var unpaid = purchase
            .SupplierOrders.Where(placed => placed is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment })
            .Select(placed => placed.OrderId)
            .ToList();
        var link = await market.GetPayLinkAsync(account, unpaid, cancellationToken);
        if (!link.IsSuccess && link.Outcome != CallOutcome.Refused)
        {
            throw new OutsideUnavailableException("pay", link.Problem);
        }

        if (!link.IsSuccess || link.Value.RefusedOrderIds.Count > 0)
        {
            var words = link.IsSuccess
                ? $"the cashier leaves out {string.Join(", ", link.Value.RefusedOrderIds)}"
                : link.Problem.ToString();
            return await orders.EditFromAsync(
                order,
                Actor.Market,
                time,
                edit => edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.PaymentRefused, words), "1688 gave no cashier page"),
                cancellationToken
            );
        }

        // Before the page is handed out, not after: a mail that fails is then tried again with the whole step.
        await requests.TellAsync(order, purchase, ApproverMatterKind.Payment, reminder: 0, cancellationToken);
        return await orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                if (edit.Record.Find(purchase.Key) is { PaymentStage: PaymentStage.Due } current)
                {
                    var intent = PaymentIntent.For(edit, current, PaymentMode.Cashier, link.Value.Url);
                    edit.Change(
                        purchase.Key,
                        EventKinds.CashierPage,
                        $"round {intent.ApprovalRound} allows {intent.Limit}",
                        old => old with { Payment = intent }
                    );
                }
            },
            cancellationToken
        );
    }
}

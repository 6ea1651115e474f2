using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>Opens 1688's cashier for an approved purchase order, from the link in the payment mail.</summary>
public sealed class Cashier(
    ApprovalTickets tickets,
    IOrders orders,
    IPurchasingAccounts purchasingAccounts,
    ISupplierMarket market,
    IStopSwitch stop,
    TimeProvider time
)
{
    /// <summary>
    /// Where to pay an approved purchase order, after asking 1688 once more what it costs. There is no link when it must not be paid now:
    /// not approved, already paid, beyond the approval, or all money is stopped. From the first answer with a link on, the approval cannot
    /// be taken back.
    /// </summary>
    public async Task<CashierAnswer> OpenAsync(string key, string ticket, CancellationToken cancellationToken)
    {
        var closed = new CashierAnswer(null);
        if (
            await tickets.FindAsync(key, ticket, cancellationToken) is not { } found
            || !IsOpen(found.Order, found.Purchase)
            || await purchasingAccounts.FindAsync(found.Purchase.PurchasingAccountId, cancellationToken) is not { } account
            || await ReadTotalAsync(account, found.Purchase, cancellationToken) is not { } total
            || total > found.Purchase.Payment!.Limit
        )
        {
            return closed;
        }

        if ((await stop.ReadAsync(cancellationToken)).IsStopped)
        {
            return closed with { IsStopped = true };
        }

        var payment = found.Purchase.Payment;
        var order = await orders.EditFromAsync(
            found.Order,
            Actor.Person(found.Approver.Name),
            time,
            edit =>
            {
                var purchase = edit.Record.Find(found.Purchase.Key)!;
                if (IsOpen(edit.Record, purchase) && purchase.Payment is { OpenedAt: null })
                {
                    edit.Change(
                        purchase.Key,
                        EventKinds.CashierOpened,
                        $"at {total}; round {payment.ApprovalRound} allows {payment.Limit}",
                        old => old with { Payment = old.Payment! with { OpenedAt = edit.Now } }
                    );
                }
            },
            cancellationToken
        );
        var now = order.Find(found.Purchase.Key)!;
        return IsOpen(order, now) && now.Payment!.ApprovalRound == payment.ApprovalRound ? new CashierAnswer(now.Payment.PayLink) : closed;
    }

    private static bool IsOpen(Order order, PurchaseOrder purchase) =>
        !order.IsVetoed(purchase) && purchase is { PaymentStage: PaymentStage.AwaitingPerson, Payment.PayLink: not null };

    // Null when one of the 1688 orders cannot be read or does not wait for its payment.
    private async Task<Money?> ReadTotalAsync(PurchasingAccount account, PurchaseOrder purchase, CancellationToken cancellationToken)
    {
        var total = Money.Zero(purchase.Payment!.Limit.Currency);
        foreach (var order in purchase.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled))
        {
            var read = await market.ReadOrderAsync(account, order.OrderId, cancellationToken);
            if (read is not { IsSuccess: true, Value: { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment } })
            {
                return null;
            }

            total += read.Value.Total;
        }

        return total;
    }
}

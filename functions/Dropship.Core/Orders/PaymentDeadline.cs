using System.Globalization;

namespace Dropship.Core.Orders;

/// <summary>Decides when to warn of an approved payment that is not made, before 1688 closes the order. Pure.</summary>
public static class PaymentDeadline
{
    /// <summary>
    /// When a person is to be warned that an approved purchase order is not paid; null when there is nothing to warn of, or the warning was
    /// sent: after as long as the first reminder of an approval takes, when half of 1688's time is over, or when the supplier would be
    /// late, whichever is first.
    /// </summary>
    /// <param name="purchase">The purchase order.</param>
    /// <param name="lateAt">When to warn of a late supplier at the earliest; null for not at all.</param>
    /// <param name="remindAfter">How long after the approval a person is reminded first.</param>
    public static DateTimeOffset? WarnAt(PurchaseOrder purchase, DateTimeOffset? lateAt, TimeSpan remindAfter)
    {
        if (purchase.PaymentStage != PaymentStage.AwaitingPerson || purchase.Payment is not { WarnedAt: null } payment)
        {
            return null;
        }

        var reminder = payment.IntentAt + remindAfter;
        var half = payment.IntentAt + (PayBy(purchase) - payment.IntentAt) / 2;
        return new[] { reminder, half, lateAt }.Min();
    }

    /// <summary>What the warning says: how much is to be paid, and by when.</summary>
    public static HoldDetail DetailOf(Order record, PurchaseOrder purchase) =>
        HoldSentences
            .ApprovedUnpaid.With(("key", purchase.Key.Value), ("amount", purchase.Approval!.Amount.ToString()))
            .And(PayBy(purchase) is { } limit ? HoldSentences.ClosesAt.With(("time", Minute(limit))) : HoldSentences.ClosesUnknown.With())
            .And(record.StoreOrder.ShipBy is { } deadline ? HoldSentences.WantedBy.With(("time", Minute(deadline))) : null);

    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset? PayBy(PurchaseOrder purchase) =>
        purchase
            .SupplierOrders.Where(order => order is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment })
            .Min(order => order.PayBy);
}

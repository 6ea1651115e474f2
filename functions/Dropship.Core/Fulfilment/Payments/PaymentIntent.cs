using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>The intent to pay, which is written before any money moves.</summary>
internal static class PaymentIntent
{
    /// <summary>The intent for what a purchase order costs now, under its approval.</summary>
    public static PaymentRecord For(OrderEdit edit, PurchaseOrder purchase, PaymentMode mode, Uri? payLink)
    {
        var approval = purchase.Approval!;
        if (purchase.Amount > approval.Amount)
        {
            edit.AddEvent(
                EventKinds.RiseBorne,
                $"the price rose after the approval, within its limit of {approval.Limit}",
                approval.Amount.ToString(),
                purchase.Amount.ToString(),
                purchase.Key
            );
        }

        return new PaymentRecord
        {
            Mode = mode,
            IntentAt = edit.Now,
            ApprovalRound = approval.Round,
            Limit = approval.Limit,
            PayLink = payLink,
        };
    }
}

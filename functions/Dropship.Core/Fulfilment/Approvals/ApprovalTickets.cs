using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Finds what a link of an approval mail was issued for.</summary>
public sealed class ApprovalTickets(IOrders orders, ApprovalLinks links)
{
    /// <returns>Null for a link that was never issued, or whose purchase order is gone.</returns>
    public async Task<IssuedApproval?> FindAsync(string key, string ticket, CancellationToken cancellationToken)
    {
        if (
            !PurchaseOrderKey.TryParse(key, out var purchaseKey)
            || await orders.LoadAsync(purchaseKey.Order, cancellationToken) is not { } order
            || order.Find(purchaseKey) is not { } purchase
            || links.Check(purchase, ticket) is not { } issued
        )
        {
            return null;
        }

        return new IssuedApproval(order, purchase, issued.Approval, issued.Approver);
    }

    /// <summary>An approver's own page of the newest round of a purchase order; null when it has none.</summary>
    public async Task<Uri?> FindPageAsync(string key, Approver approver, CancellationToken cancellationToken) =>
        PurchaseOrderKey.TryParse(key, out var purchaseKey)
        && await orders.LoadAsync(purchaseKey.Order, cancellationToken) is { } order
        && order.Find(purchaseKey)?.Approval is { } approval
            ? links.PageFor(purchaseKey, approval, approver)
            : null;

    /// <summary>Whether a form was shown a short while ago.</summary>
    public bool IsFresh(string ticket, string? nonce) => links.IsFresh(ticket, nonce);
}

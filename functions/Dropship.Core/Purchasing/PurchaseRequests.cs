using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Makes what is asked of 1688 for a purchase order, with the account that buys it and the forwarder that it goes to.</summary>
public sealed class PurchaseRequests(IPurchasingAccounts purchasingAccounts, IForwarderAccounts forwarders)
{
    /// <summary>What to ask; null when the address is not known.</summary>
    public async Task<PurchaseRequest?> MakeAsync(
        Order record,
        PurchaseOrder purchase,
        PurchasingAccount purchasingAccount,
        CancellationToken cancellationToken
    )
    {
        var forwarder = purchase.Forwarder is { } reference ? await forwarders.FindAsync(reference.Id, cancellationToken) : null;
        return PurchaseRequest.For(record, purchase, purchasingAccount, forwarder);
    }

    /// <summary>What to ask, and the account that asks; null when either is not known.</summary>
    public async Task<(PurchasingAccount Account, PurchaseRequest Request)?> FindAsync(
        Order record,
        PurchaseOrder purchase,
        CancellationToken cancellationToken
    ) =>
        await purchasingAccounts.FindAsync(purchase.PurchasingAccountId, cancellationToken) is { } account
        && await MakeAsync(record, purchase, account, cancellationToken) is { } request
            ? (account, request)
            : null;
}

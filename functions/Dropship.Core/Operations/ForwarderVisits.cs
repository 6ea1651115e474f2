using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Answers a forwarder's people who follow a link. Looking changes nothing.</summary>
public sealed class ForwarderVisits(
    IOrders orders,
    IForwarderAccounts accounts,
    ForwarderLinks links,
    ApprovalLinks nonces,
    ShipmentEntry entry
)
{
    /// <summary>What a link leads to; null when it was not issued here, or its time is over.</summary>
    public async Task<ForwarderVisit?> VisitAsync(string keyText, string ticket, CancellationToken cancellationToken) =>
        PurchaseOrderKey.TryParse(keyText, out var key)
        && await orders.LoadAsync(key.Order, cancellationToken) is { } order
        && order.Find(key) is { Forwarder: { } forwarder } purchase
        && links.Check(key, forwarder.Id, ticket) is { } language
        && (
            purchase.Forwarding is not null
            || purchase.Parcels.Any(parcel => parcel.LabelToldAt is not null || purchase.HasUntoldLabel(parcel))
        )
        && await accounts.FindAsync(forwarder.Id, cancellationToken) is { } account
            ? new ForwarderVisit(order, purchase, account, language)
            : null;

    /// <summary>A mark for the form of a page that is shown now.</summary>
    public string IssueNonce(string ticket) => nonces.IssueNonce(ticket);

    /// <summary>Whether a form comes from a page that was shown a short while ago for this very link.</summary>
    public bool IsFresh(string ticket, string? nonce) => nonces.IsFresh(ticket, nonce);

    /// <summary>Enters a tracking number for the link's purchase order.</summary>
    /// <returns>Whether it was entered.</returns>
    public async Task<bool> EnterAsync(ForwarderVisit visit, EnteredShipment shipment, CancellationToken cancellationToken) =>
        !visit.IsUnwanted
        && await entry.EnterAsync(
            visit.Order.Key,
            shipment with
            {
                Reference = visit.Purchase.Key.Value,
                Who = visit.Account.DisplayName,
            },
            cancellationToken
        )
            is null;

    /// <summary>Notes whether the goods arrived.</summary>
    public Task NoteArrivalAsync(ForwarderVisit visit, bool hasArrived, string why, CancellationToken cancellationToken) =>
        entry.NoteArrivalAsync(visit.Order.Key, visit.Purchase.Key.Value, hasArrived, visit.Account.DisplayName, why, cancellationToken);
}

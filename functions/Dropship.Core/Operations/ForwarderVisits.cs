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
    ShipmentEntry entry,
    TimeProvider time
)
{
    /// <summary>What a link to a page leads to; null when it was not issued here, or its time is over.</summary>
    public Task<ForwarderVisit?> VisitAsync(string keyText, string ticket, CancellationToken cancellationToken) =>
        VisitAsync(keyText, (key, accountId) => links.Check(key, accountId, ticket), cancellationToken);

    /// <summary>What a link to a parcel's label leads to; null when it was not issued here, its time is over, or the label is not shown any
    /// more.</summary>
    public async Task<ForwarderVisit?> VisitLabelAsync(
        string keyText,
        string ticket,
        string parcelId,
        CancellationToken cancellationToken
    ) =>
        await VisitAsync(keyText, (key, accountId) => links.CheckLabel(key, accountId, parcelId, ticket), cancellationToken) is { } visit
        && visit.Labelled.Any(parcel => parcel.ParcelId == parcelId)
            ? visit
            : null;

    /// <summary>The address of the label of one of the visit's parcels.</summary>
    public Uri LabelOf(ForwarderVisit visit, Parcel parcel) => links.LabelFor(visit.Purchase.Key, visit.Account, parcel.ParcelId);

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

    private async Task<ForwarderVisit?> VisitAsync(
        string keyText,
        Func<PurchaseOrderKey, string, Language?> check,
        CancellationToken cancellationToken
    ) =>
        PurchaseOrderKey.TryParse(keyText, out var key)
        && await orders.LoadAsync(key.Order, cancellationToken) is { } order
        && order.Find(key) is { Forwarder: { } forwarder } purchase
        && check(key, forwarder.Id) is { } language
        && (
            purchase.Forwarding is not null
            || purchase.Parcels.Any(parcel => parcel.LabelToldAt is not null || purchase.HasUntoldLabel(parcel))
        )
        && await accounts.FindAsync(forwarder.Id, cancellationToken) is { } account
            ? new ForwarderVisit(order, purchase, account, language, time.GetUtcNow())
            : null;
}

using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>What a forwarder's link leads to.</summary>
/// <param name="Order">The order.</param>
/// <param name="Purchase">The purchase order that goes to the forwarder.</param>
/// <param name="Account">The forwarder.</param>
/// <param name="Language">The language of the page.</param>
/// <param name="At">When it is followed.</param>
public sealed record ForwarderVisit(Order Order, PurchaseOrder Purchase, ForwarderAccount Account, Language Language, DateTimeOffset At)
{
    /// <summary>Whether goods of it are not to be sent on.</summary>
    public bool IsUnwanted => Purchase.CancelReason is not null || Order.StoreOrder.IsCancelled;

    /// <summary>Whether the platform makes the labels, and nothing is to be entered.</summary>
    public bool IsLabelled => Purchase.Forwarding is null;

    /// <summary>The parcels whose labels the forwarder puts on. A label is shown while the purchase order is open, and after its end as
    /// long as a link to a label lasts.</summary>
    public IReadOnlyList<Parcel> Labelled =>
        IsLabelled && !IsUnwanted
            ? [.. Purchase.Parcels.Where(parcel => (parcel.LabelToldAt is not null || Purchase.HasUntoldLabel(parcel)) && IsShown(parcel))]
            : [];

    /// <summary>Whether something can still be entered; afterwards the customer is nobody's business there.</summary>
    public bool IsOpen => !IsUnwanted && !IsLabelled && !PurchaseOrderTransitions.IsFinal(Purchase.State);

    /// <summary>Whether a tracking number is waited for.</summary>
    public bool IsAwaited => !IsUnwanted && OnwardParcels.IsAwaited(Order, Purchase);

    /// <summary>What the forwarder was told.</summary>
    public ForwarderAnnouncement Announcement => Fulfilment.Forwarding.Announcement.Of(Order, Purchase);

    /// <summary>The numbers that were entered.</summary>
    public IReadOnlyList<Parcel> Sent =>
        [.. Purchase.Parcels.Where(parcel => parcel is { IsFromForwarder: true, Status: not ParcelStatus.Revoked })];

    // The platform may make a label after the purchase order has ended.
    private bool IsShown(Parcel parcel) =>
        !PurchaseOrderTransitions.IsFinal(Purchase.State)
        || Purchase.StateSince + ForwarderLinks.LabelLifetime > At
        || parcel.LabelToldAt + ForwarderLinks.LabelLifetime > At;
}

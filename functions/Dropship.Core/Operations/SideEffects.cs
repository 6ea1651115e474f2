using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Every call that changes something outside, each with its undo. What is not here does not change anything outside.</summary>
public static class SideEffects
{
    public static IReadOnlyList<SideEffect> All { get; } =
    [
        new(
            Of<ISupplierMarket>(nameof(ISupplierMarket.CreateAsync)),
            "The unpaid order is closed at the market, not before it will let itself be closed.",
            HoldReasons.CancelRefused
        ),
        new(
            Of<ISupplierMarket>(nameof(ISupplierMarket.PayByAgreementAsync)),
            "None: the money is asked back by a person.",
            HoldReasons.CancelledAfterPayment
        ),
        new(
            Of<ISupplierMarket>(nameof(ISupplierMarket.GetPayLinkAsync)),
            "The link to it is dead as soon as its approval is void; what is paid there all the same is noticed.",
            HoldReasons.PaidBeyondApproval
        ),
        new(
            Of<ISupplierMarket>(nameof(ISupplierMarket.CancelAsync)),
            "The goods are bought anew under a key of their own, when the store order still asks for them.",
            null
        ),
        new(
            Of<ITrackingPush>(nameof(ITrackingPush.PushTrackingAsync)),
            "A replaced waybill replaces the number; a fulfilment is taken back in the store by a person.",
            HoldReasons.TrackingConflict
        ),
        new(Of<ITrackingPush>(nameof(ITrackingPush.AddTrackingAsync)), "A replaced waybill replaces the number.", HoldReasons.PushRefused),
        new(
            Of<ITrackingPush>(nameof(ITrackingPush.ReplaceTrackingAsync)),
            "The number before it stands in the order's history, and is put back in the store by a person.",
            HoldReasons.PushRefused
        ),
        new(
            Of<IPlatformShipping>(nameof(IPlatformShipping.ArrangeAsync)),
            "None: the seller takes an arranged shipment back with the platform.",
            HoldReasons.PushRefused
        ),
        new(
            Of<IForwarder>(nameof(IForwarder.AnnounceAsync)),
            "The announcement is cancelled with its purchase order; what has left the forwarder is a person's matter.",
            HoldReasons.CancelledAfterPayment
        ),
        new(Of<IEventSink>(nameof(IEventSink.SendAsync)), "None: it only tells what is so; a later event tells what became of it.", null),
        new(Of<IForwarder>(nameof(IForwarder.CancelAsync)), "The same parcels are announced again.", null),
        new(
            Of<IForwarder>(nameof(IForwarder.SendLabelsAsync)),
            "None: the same labels again replace them, and their links end by themselves.",
            null
        ),
        new(
            Of<ICourierTracking>(nameof(ICourierTracking.SubscribeAsync)),
            "None: the service stops by itself when the parcel has arrived; what it tells of another's number is passed over.",
            null
        ),
        new(Of<IMailer>(nameof(IMailer.SendAsync)), "None: its link tells whoever follows it what has become of the matter.", null),
    ];

    private static string Of<T>(string method) => $"{typeof(T).Name}.{method}";
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Tracking;

/// <summary>Gives a store what it is to know of a parcel, by the means that its platform has, and finds it there again.</summary>
internal static class StoreTracking
{
    /// <summary>Whether a parcel has to wait until the rest of its order is shipped.</summary>
    public static bool MustWait(IStorePlatform platform, Order record) =>
        !platform.Capabilities.PartialShipment && !WholeOrders.IsShipped(record);

    /// <summary>Tells the store of a parcel: its number, or that it is to be shipped where the platform makes the number.</summary>
    public static Task<CallResult<TrackingReceipt>> TellAsync(
        IStorePlatform platform,
        StoreAccount account,
        Parcel parcel,
        TrackingPush push,
        CancellationToken cancellationToken
    ) =>
        platform switch
        {
            IPlatformShipping shipping => shipping.ArrangeAsync(account, push, cancellationToken),
            ITrackingPush tracking when parcel.FulfilmentId is null => tracking.PushTrackingAsync(account, push, cancellationToken),
            ITrackingPush tracking when parcel.PushedNumber is null => tracking.AddTrackingAsync(
                account,
                parcel.FulfilmentId,
                push,
                cancellationToken
            ),
            ITrackingPush when !platform.Capabilities.TrackingUpdate && TrackingNumbers.AreSame(parcel.PushedNumber, push.TrackingNumber) =>
                Task.FromResult(CallResult.Success(new TrackingReceipt(parcel.FulfilmentId, true))),
            ITrackingPush tracking when platform.Capabilities.TrackingUpdate => tracking.ReplaceTrackingAsync(
                account,
                parcel.FulfilmentId,
                push,
                cancellationToken
            ),
            ITrackingPush => Refuse("no-replacement", $"The platform keeps {push.Replaces}: it replaces no number."),
            _ => Refuse("no-tracking", "The platform takes no tracking numbers."),
        };

    /// <summary>The number by which the store shows a parcel; null when it does not show it.</summary>
    public static string? FindShown(IStorePlatform platform, Parcel parcel, StoreOrder? seen)
    {
        var living = (seen?.Fulfilments ?? []).Where(fulfilment => !fulfilment.IsCancelled);
        return platform is IPlatformShipping
            ? living
                .Where(fulfilment => fulfilment.FulfilmentId == parcel.FulfilmentId)
                .SelectMany(fulfilment => fulfilment.TrackingNumbers)
                .FirstOrDefault()
            : living
                .Where(fulfilment => MayCarry(fulfilment, parcel))
                .SelectMany(fulfilment => fulfilment.TrackingNumbers)
                .FirstOrDefault(number => TrackingNumbers.AreSame(number, parcel.PushedNumber));
    }

    // A forwarder's number may stand in the store already for other pieces, which are in the same shipment.
    private static bool MayCarry(StoreFulfilment fulfilment, Parcel parcel) =>
        fulfilment.FulfilmentId == parcel.FulfilmentId
        || parcel.StoreLines.Count == 0
        || fulfilment.Lines.Count == 0
        || fulfilment.Lines.Any(line => parcel.StoreLines.Any(piece => piece.LineId == line.LineId));

    private static Task<CallResult<TrackingReceipt>> Refuse(string code, string text) =>
        Task.FromResult(CallResult.Refused<TrackingReceipt>(code, text, RefusalMeaning.WrongState));
}

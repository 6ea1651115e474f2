namespace Dropship.Core.Ports;

/// <summary>A platform that takes the tracking numbers that sellers give it.</summary>
public interface ITrackingPush
{
    /// <summary>
    /// Gives the store a parcel's number. Reads the order first: a number that is already there is a success, a cancelled order
    /// is refused with <see cref="RefusalMeaning.OrderCancelled"/>, lines that were fulfilled with another number with
    /// <see cref="RefusalMeaning.TrackingConflict"/> or <see cref="RefusalMeaning.AlreadyFulfilled"/>. Pieces that were refunded or
    /// taken off the order are left out; with <see cref="RefusalMeaning.TakenBack"/> when nothing else is in the parcel. A number that is
    /// there for other pieces is given to these as well: a forwarder puts goods of several suppliers into one parcel.
    /// </summary>
    Task<CallResult<TrackingReceipt>> PushTrackingAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the number of a further parcel to a fulfilment that we made; the numbers that it has stay. One that is already there is a
    /// success. Refused with <see cref="RefusalMeaning.NotFound"/> or <see cref="RefusalMeaning.WrongState"/> when the fulfilment
    /// is gone or cancelled.
    /// </summary>
    /// <param name="account">The store.</param>
    /// <param name="fulfilmentId">The fulfilment.</param>
    /// <param name="push">The parcel; its lines are not looked at.</param>
    /// <param name="cancellationToken">Gives the call up; the outcome is then not known.</param>
    Task<CallResult<TrackingReceipt>> AddTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Replaces the number of a fulfilment that we made: <see cref="TrackingPush.Replaces"/> by the new one. Called only where
    /// <see cref="StoreCapabilities.TrackingUpdate"/> allows it.
    /// </summary>
    Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    );
}

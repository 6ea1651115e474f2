using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>One kind of online store, such as Shopify. Implementations keep no state of an account.</summary>
public interface IStorePlatform
{
    /// <summary>The name that <see cref="StoreAccount.Platform"/> carries.</summary>
    string Name { get; }

    StoreCapabilities Capabilities { get; }

    /// <summary>
    /// Lists the orders that changed in a span of time, oldest change first. Where whole orders are dear to list, a reading may say only
    /// that an order changed (<see cref="StoreOrderReading.IsChangeOnly"/>); the caller then reads those that it does not know yet.
    /// </summary>
    /// <param name="account">The store.</param>
    /// <param name="from">Changes at or after this.</param>
    /// <param name="until">Changes before this.</param>
    /// <param name="page">The mark of the page from <see cref="StoreOrderPage.NextPage"/>; null for the first one. Good for this span only.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(StoreAccount account, DateTimeOffset from, DateTimeOffset until, string? page, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one order in full: the reading holds the order, or what is wrong with it. Refused with <see cref="RefusalMeaning.NotFound"/>
    /// when the store has no such order.
    /// </summary>
    Task<CallResult<StoreOrderReading>> ReadOrderAsync(StoreAccount account, string storeOrderId, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the store a parcel's number. Reads the order first: a number that is already there is a success, a cancelled order
    /// is refused with <see cref="RefusalMeaning.OrderCancelled"/>, lines that were fulfilled with another number with
    /// <see cref="RefusalMeaning.TrackingConflict"/> or <see cref="RefusalMeaning.AlreadyFulfilled"/>. Pieces that were refunded or taken off the order are left
    /// out; with <see cref="RefusalMeaning.TakenBack"/> when nothing else is in the parcel.
    /// </summary>
    Task<CallResult<TrackingReceipt>> PushTrackingAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the number of a further parcel to a fulfilment that we made; the numbers that it has stay. One that is already there is a
    /// success. Refused with <see cref="RefusalMeaning.NotFound"/> or <see cref="RefusalMeaning.WrongState"/> when the fulfilment is gone or cancelled.
    /// </summary>
    /// <param name="account">The store.</param>
    /// <param name="fulfilmentId">The fulfilment.</param>
    /// <param name="push">The parcel; its lines are not looked at.</param>
    /// <param name="cancellationToken">Gives the call up; the outcome is then not known.</param>
    Task<CallResult<TrackingReceipt>> AddTrackingAsync(StoreAccount account, string fulfilmentId, TrackingPush push, CancellationToken cancellationToken);

    /// <summary>Replaces the number of a fulfilment that we made: <see cref="TrackingPush.Replaces"/> by the new one.</summary>
    Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(StoreAccount account, string fulfilmentId, TrackingPush push, CancellationToken cancellationToken);

    /// <summary>Checks a delivery's signature over the raw body, then reads what it is about.</summary>
    /// <param name="account">The store that the delivery's address names.</param>
    /// <param name="headers">The request's headers; names ignore case.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="cancellationToken">Gives the reading of the secret up.</param>
    Task<WebhookReading> ReadWebhookAsync(StoreAccount account, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Asks the platform whether the credentials work and suffice.</summary>
    Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken);
}

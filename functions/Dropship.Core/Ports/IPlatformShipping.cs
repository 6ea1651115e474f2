namespace Dropship.Core.Ports;

/// <summary>
/// A platform that makes the waybill itself. The supplier's waybill is the first leg and stays with us; the customer sees the number that
/// the platform gives out once the shipment is arranged.
/// </summary>
public interface IPlatformShipping
{
    /// <summary>
    /// Arranges the shipment of the packages that the pieces are in. Reads the order first: a package that is arranged already is a
    /// success. Refused with <see cref="RefusalMeaning.OrderCancelled"/> for a cancelled order, with
    /// <see cref="RefusalMeaning.WrongState"/> when the platform does not let it be shipped now, with <see cref="RefusalMeaning.TakenBack"/> when nothing of the pieces is left.
    /// </summary>
    /// <param name="account">The store.</param>
    /// <param name="push">The supplier's parcel; no lines stand for the whole order.</param>
    /// <param name="cancellationToken">Gives the call up; the outcome is then not known.</param>
    /// <returns>The package, which is the order's fulfilment. Its number may come later, and is then read with the order.</returns>
    Task<CallResult<TrackingReceipt>> ArrangeAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the label of a package whose shipment is arranged; has the platform make it when it has not. Refused with
    /// <see cref="RefusalMeaning.NotFound"/> when there is no such order or package, with <see cref="RefusalMeaning.WrongState"/> when the
    /// platform makes no label now: it is not arranged yet, or sent already.
    /// </summary>
    /// <returns>The label; null while the platform is still making it.</returns>
    Task<CallResult<ShippingLabel?>> ReadLabelAsync(
        StoreAccount account,
        string storeOrderId,
        string fulfilmentId,
        CancellationToken cancellationToken
    );
}

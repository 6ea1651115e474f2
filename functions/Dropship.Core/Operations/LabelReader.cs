using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Reads the label that a platform makes for a parcel, for whoever puts it on. It is read anew each time and kept
/// nowhere.</summary>
public sealed class LabelReader(IStoreAccounts accounts, IStorePlatforms platforms)
{
    /// <summary>The parcels of an order whose labels its platform makes: those whose shipment is arranged.</summary>
    public static IReadOnlyList<Parcel> LabelledOf(PurchaseOrder purchase, IStorePlatform? platform) =>
        platform is IPlatformShipping ? [.. purchase.StoreParcels.Where(parcel => parcel.FulfilmentId is not null)] : [];

    /// <returns>The label; null in the place of the result when the order has no such parcel, and within it while the platform still makes
    /// it.</returns>
    public async Task<CallResult<ShippingLabel?>?> ReadAsync(Order order, string parcelId, CancellationToken cancellationToken)
    {
        if (
            await accounts.FindAsync(order.Key.AccountId, cancellationToken) is not { } account
            || platforms.Find(account.Platform) is not { } store
            || store is not IPlatformShipping platform
        )
        {
            return null;
        }

        var parcel = order
            .PurchaseOrders.SelectMany(purchase => LabelledOf(purchase, store))
            .FirstOrDefault(one => one.ParcelId == parcelId);
        return parcel is null
            ? null
            : await platform.ReadLabelAsync(account, order.Key.StoreOrderId, parcel.FulfilmentId!, cancellationToken);
    }
}

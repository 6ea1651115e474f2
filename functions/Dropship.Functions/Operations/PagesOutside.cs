using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Functions.Operations;

/// <summary>The pages outside that an order leads to: in the store, on 1688, and where its parcels are followed.</summary>
public sealed class PagesOutside(IStorePlatforms platforms, ISupplierMarket market, TrackingPages tracking)
{
    /// <summary>The page of an order in its store; null when the platform has none, or the account is gone.</summary>
    public Uri? OfOrder(StoreAccount? account, Order order) =>
        account is null ? null : platforms.Find(account.Platform)?.OrderPageOf(account, order.Key.StoreOrderId);

    /// <summary>The page of an order on 1688; null when there is none to link to.</summary>
    public Uri? OfSupplierOrder(string orderId) => market.OrderPageOf(orderId);

    /// <summary>The page where a parcel is followed; null while it has no number.</summary>
    public Uri? OfParcel(Parcel parcel, Language language) => tracking.Of(parcel, language);
}

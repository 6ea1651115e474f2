using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Asks 1688 and the tracking services whether a carrier has the parcels that are said to be on their way.</summary>
public sealed class PickupCheck(
    IOrders orders,
    IPurchasingAccounts purchasingAccounts,
    ISupplierMarket market,
    CourierSources couriers,
    FulfilmentOptions options,
    TimeProvider time
)
{
    /// <summary>Takes in what is known of the parcels that await their pickup. What cannot be read changes nothing.</summary>
    public async Task<Order> LookAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var purchase = order.Find(key)!;
        var account = await purchasingAccounts.RequireAsync(purchase.PurchasingAccountId, cancellationToken);
        var parcels = new List<SupplierParcel>();
        var traces = new List<TraceEvent>();
        foreach (var id in purchase.Parcels.Where(IsAsked).Select(parcel => parcel.SupplierOrderId).OfType<string>().Distinct())
        {
            var told = await market.ReadParcelsAsync(account, id, cancellationToken);
            parcels.AddRange(told.IsSuccess ? told.Value : []);
            var trace = await market.ReadTraceAsync(account, id, cancellationToken);
            traces.AddRange(trace.IsSuccess ? trace.Value : []);
        }

        var readings = new List<(string Source, CourierReading Reading)>();
        foreach (var parcel in purchase.Parcels.Where(parcel => parcel.WaybillNumber is not null && IsAsked(parcel)))
        {
            if (await couriers.ReadAsync(order, purchase, parcel, cancellationToken) is { } answer)
            {
                readings.Add(answer);
            }
        }

        return await orders.EditFromAsync(
            order,
            Actor.Market,
            time,
            edit =>
            {
                SupplierProgress.Apply(edit, key, [], parcels, options.PushAgainAfter);
                ParcelTraces.Take(edit, key, traces);
                foreach (var (source, reading) in readings)
                {
                    CourierNews.Apply(edit, key, source, reading);
                }
            },
            cancellationToken
        );
    }

    private bool IsAsked(Parcel parcel) => parcel.AwaitsPickup || ShipmentWatch.SilentAt(parcel, options) <= time.GetUtcNow();
}

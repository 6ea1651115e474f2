using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>Writes parcels into an order's meta data, each under a key of its own, so that two writes at once take nothing from each other.
/// The order is completed with its last parcel.</summary>
internal sealed class WooCommerceShipping(WooCommerceClient client, WooCommerceOrders orders, TrackingPages pages, TimeProvider time)
{
    public async Task<CallResult<TrackingReceipt>> PushAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken)
    {
        JsonElement there = default;
        return await ParcelPush.RunAsync(
            push,
            async token =>
            {
                var read = await orders.ReadWholeAsync(account, push.StoreOrderId, token);
                there = read.IsSuccess ? read.Value.Json : default;
                return read.Map(whole => whole.Reading);
            },
            (order, plan, token) =>
            {
                // With its last parcel the order would be completed, which says that it is paid.
                if (order.Payment is StorePaymentStatus.Pending or StorePaymentStatus.Voided)
                {
                    return Task.FromResult(
                        CallResult.Refused<ParcelWritten>("not-paid", "The order is not paid.", RefusalMeaning.WrongState)
                    );
                }

                var known = order.Fulfilments.FirstOrDefault(one => one.FulfilmentId == plan.FulfilmentId);
                var parcel = new WooCommerceParcel(
                    known?.FulfilmentId ?? IdOf(push.TrackingNumber),
                    Carriers.NameOf(push.CarrierName, push.CarrierCode),
                    known?.TrackingNumbers ?? [push.TrackingNumber],
                    [.. (known?.Lines ?? []).Concat(plan.Lines)]
                );
                var isLast = order.Lines.All(line =>
                    !line.RequiresShipping
                    || line.OpenQuantity <= plan.Lines.Where(piece => piece.LineId == line.LineId).Sum(piece => piece.Quantity)
                );
                return WriteAsync(account, push, there, parcel, isLast, token);
            },
            cancellationToken
        );
    }

    public async Task<CallResult<TrackingReceipt>> ChangeAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        bool keepsOthers,
        CancellationToken cancellationToken
    )
    {
        JsonElement there = default;
        return await ParcelPush.ChangeAsync(
            fulfilmentId,
            push,
            keepsOthers,
            async token =>
            {
                var read = await orders.ReadWholeAsync(account, push.StoreOrderId, token);
                there = read.IsSuccess ? read.Value.Json : default;
                return read.Map(whole => whole.Reading);
            },
            (fulfilment, kept, token) =>
                WriteAsync(
                    account,
                    push,
                    there,
                    new WooCommerceParcel(
                        fulfilmentId,
                        Carriers.NameOf(push.CarrierName, push.CarrierCode),
                        [.. kept, push.TrackingNumber],
                        fulfilment.Lines
                    ),
                    isLast: false,
                    token
                ),
            cancellationToken
        );
    }

    private async Task<CallResult<ParcelWritten>> WriteAsync(
        StoreAccount account,
        TrackingPush push,
        JsonElement there,
        WooCommerceParcel parcel,
        bool isLast,
        CancellationToken cancellationToken
    )
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["meta_data"] = new object[]
            {
                new
                {
                    key = WooCommerceMapper.ParcelKey + parcel.Id,
                    value = new
                    {
                        carrier = parcel.Carrier,
                        numbers = parcel.Numbers,
                        lines = parcel.Lines.Select(line => new { id = line.LineId, quantity = line.Quantity }),
                    },
                },
                new { key = WooCommerceMapper.PluginKey, value = ItemsAfter(there, push, parcel) },
            },
        };
        if (isLast)
        {
            body["status"] = "completed";
        }

        var written = await client.SendAsync(
            account,
            "ship",
            $"{push.StoreOrderId}/{parcel.Id}",
            HttpMethod.Put,
            $"orders/{push.StoreOrderId}",
            [],
            body,
            json => WooCommerceMapper.Parcels(json).Any(one => one.Id == parcel.Id) ? json : throw NotTaken(),
            cancellationToken
        );
        return written.Map(json => new ParcelWritten(parcel.Id, WooCommerceMapper.TryOrder(json)?.Order));
    }

    private static UnreadableReplyException NotTaken() => new("the order in the reply does not hold the parcel");

    // The list is written as a whole: what the seller typed stays as it is, and what another write of ours lost comes back.
    private List<object> ItemsAfter(JsonElement there, TrackingPush push, WooCommerceParcel parcel)
    {
        var parcels = WooCommerceMapper.Parcels(there);
        var gone = parcels
            .Where(one => one.Id == parcel.Id)
            .SelectMany(one => one.Numbers)
            .Where(number => !parcel.Numbers.Holds(number))
            .Append(push.TrackingNumber)
            .Concat(push.Replaces is { } replaced ? [replaced] : [])
            .ToList();
        var kept = WooCommerceMapper
            .PluginItems(there)
            .Where(item => WooCommerceMapper.NumbersOf(item) is var numbers && (numbers.Count == 0 || !numbers.All(gone.Holds)))
            .ToList();
        var shown = kept.SelectMany(WooCommerceMapper.NumbersOf).ToList();
        return
        [
            .. kept.Cast<object>(),
            .. parcels
                .Where(one => one.Id != parcel.Id)
                .Append(parcel)
                .SelectMany(one => one.Numbers.Where(number => !shown.Holds(number)).Select(number => Item(number, one.Carrier))),
        ];
    }

    // Shown by the plug-ins that most stores have; the parcels themselves lie beside.
    private object Item(string number, string carrier) =>
        new
        {
            tracking_provider = string.Empty,
            custom_tracking_provider = carrier,
            custom_tracking_link = pages.Of(number, carrier).AbsoluteUri,
            tracking_number = number,
            date_shipped = $"{time.GetUtcNow().ToUnixTimeSeconds()}",
            tracking_id = IdOf(number),
        };

    private static string IdOf(string number) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(number)))[..12];
}

using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>Gives TikTok the numbers of parcels that the seller sends. Where TikTok sends them itself, the order is held.</summary>
internal sealed class TikTokShipping(TikTokClient client, TikTokOrders orders, Credentials<TikTokCredentials> credentials)
{
    public Task<CallResult<TrackingReceipt>> PushAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken)
    {
        TikTokOrder? seen = null;
        return ParcelPush.RunAsync(
            push,
            async token =>
            {
                var read = await orders.ReadWithUnitsAsync(account, push.StoreOrderId, token);
                seen = read.IsSuccess ? read.Value : null;
                return read.Map(order => order.Reading);
            },
            async (_, plan, token) =>
            {
                var carrier = await FindCarrierAsync(account, push, seen!.DeliveryOptionId, token);
                return carrier.IsSuccess
                    ? await WriteAsync(account, push, seen, plan.Lines, carrier.Value, token)
                    : carrier.As<ParcelWritten>();
            },
            cancellationToken
        );
    }

    /// <summary>Replaces the number of a package. TikTok lets that be done once, and within 72 hours.</summary>
    public Task<CallResult<TrackingReceipt>> ChangeAsync(
        StoreAccount account,
        string packageId,
        TrackingPush push,
        bool keepsOthers,
        CancellationToken cancellationToken
    )
    {
        TikTokOrder? seen = null;
        return ParcelPush.ChangeAsync(
            packageId,
            push,
            keepsOthers,
            async token =>
            {
                var read = await orders.ReadWithUnitsAsync(account, push.StoreOrderId, token);
                seen = read.IsSuccess ? read.Value : null;
                return read.Map(order => order.Reading);
            },
            async (_, kept, token) =>
            {
                if (kept.Count > 0)
                {
                    return Refused<ParcelWritten>("one-number", "TikTok takes one number for a package.");
                }

                var carrier = await FindCarrierAsync(account, push, seen!.DeliveryOptionId, token);
                return !carrier.IsSuccess
                    ? carrier.As<ParcelWritten>()
                    : await client.PostAsync(
                        account,
                        "update",
                        $"/fulfillment/202309/packages/{Uri.EscapeDataString(packageId)}/shipping_info/update",
                        new { tracking_number = push.TrackingNumber, shipping_provider_id = carrier.Value },
                        $"{push.StoreOrderId}/{packageId}",
                        _ => new ParcelWritten(packageId),
                        token
                    );
            },
            cancellationToken
        );
    }

    private async Task<CallResult<string>> FindCarrierAsync(
        StoreAccount account,
        TrackingPush push,
        string? deliveryOption,
        CancellationToken cancellationToken
    )
    {
        if (deliveryOption is null)
        {
            return Refused<string>(
                "no-delivery-option",
                "TikTok tells no way of delivery of the order: enter the number in the Seller Center."
            );
        }

        var listed = await client.GetAsync(
            account,
            "carriers",
            $"/logistics/202309/delivery_options/{Uri.EscapeDataString(deliveryOption)}/shipping_providers",
            [],
            push.StoreOrderId,
            data => data.Items("shipping_providers").Select(one => (one.Text("id"), one.Text("name"))).ToList(),
            cancellationToken
        );
        return !listed.IsSuccess ? listed.As<string>()
            : TikTokTables.CarrierOf(push.CarrierName, push.CarrierCode, push.Country, listed.Value) is { } id ? CallResult.Success(id)
            : Refused<string>(
                "unknown-carrier",
                $"'{push.CarrierName}' is not among the {listed.Value.Count} carriers that TikTok lists for the order: enter the number"
                    + " here with its carrier, or in the Seller Center."
            );
    }

    private async Task<CallResult<ParcelWritten>> WriteAsync(
        StoreAccount account,
        TrackingPush push,
        TikTokOrder order,
        IReadOnlyList<LineQuantity> lines,
        string carrier,
        CancellationToken cancellationToken
    )
    {
        var units = lines
            .SelectMany(line =>
                order
                    .Units.Where(unit => unit.LineId == line.LineId && unit.State == TikTokUnitState.Open)
                    .OrderBy(unit => unit.Id, StringComparer.Ordinal)
                    .Take(line.Quantity)
            )
            .ToList();
        var region = (await credentials.GetAsync(account.SecretName, cancellationToken))?.Region;
        return region is null ? Refused<ParcelWritten>("no-region", "The market of the shop is not known: ask for the consent again.")
            : TikTokTables.MakesPackages(region) ? await PackAsync(account, push, units, carrier, cancellationToken)
            : await SendAsync(account, push, order, units, carrier, cancellationToken);
    }

    // Here the package is made by telling its number.
    private Task<CallResult<ParcelWritten>> PackAsync(
        StoreAccount account,
        TrackingPush push,
        List<TikTokUnit> units,
        string carrier,
        CancellationToken cancellationToken
    ) =>
        client.PostAsync(
            account,
            "ship",
            $"/fulfillment/202309/orders/{Uri.EscapeDataString(push.StoreOrderId)}/packages",
            new
            {
                order_line_item_ids = units.Select(unit => unit.Id),
                tracking_number = push.TrackingNumber,
                shipping_provider_id = carrier,
            },
            push.StoreOrderId,
            data => new ParcelWritten(data.Text("package_id")),
            cancellationToken
        );

    // Here TikTok made the packages, and a package goes out as a whole.
    private async Task<CallResult<ParcelWritten>> SendAsync(
        StoreAccount account,
        TrackingPush push,
        TikTokOrder order,
        List<TikTokUnit> units,
        string carrier,
        CancellationToken cancellationToken
    )
    {
        var packages = units.Select(unit => unit.PackageId).Distinct(StringComparer.Ordinal).ToList();
        if (packages.Contains(null))
        {
            return CallResult.Refused<ParcelWritten>("no-package", "TikTok has made no package yet.", RefusalMeaning.TooSoon);
        }

        if (order.Units.Count(unit => unit.IsOpen && packages.Contains(unit.PackageId)) > units.Count)
        {
            return Refused<ParcelWritten>(
                "needs-split",
                "TikTok has these goods in one package with others: split it in the Seller Center."
            );
        }

        CallResult<ParcelWritten>? first = null;
        foreach (var package in packages)
        {
            var sent = await client.PostAsync(
                account,
                "ship",
                $"/fulfillment/202309/packages/{Uri.EscapeDataString(package!)}/ship",
                new { self_shipment = new { tracking_number = push.TrackingNumber, shipping_provider_id = carrier } },
                $"{push.StoreOrderId}/{package}",
                _ => new ParcelWritten(package!),
                cancellationToken
            );
            if (!sent.IsSuccess)
            {
                return sent;
            }

            first ??= sent;
        }

        return first!;
    }

    private static CallResult<T> Refused<T>(string code, string text) => CallResult.Refused<T>(code, text, RefusalMeaning.WrongState);
}

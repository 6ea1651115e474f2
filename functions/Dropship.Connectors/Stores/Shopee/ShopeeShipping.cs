using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>Arranges shipments. Shopee then makes the number; only a channel of the seller's own takes the supplier's.</summary>
internal sealed class ShopeeShipping(ShopeeClient client, ShopeeOrders orders)
{
    public async Task<CallResult<TrackingReceipt>> ArrangeAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    )
    {
        for (var look = 1; ; look++)
        {
            var read = await orders.ReadParcelsAsync(account, push.StoreOrderId, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<TrackingReceipt>();
            }

            var (order, seen) = read.Value;
            if (FindObstacle(order) is { } obstacle)
            {
                return obstacle;
            }

            var packages = Wanted(order, push);
            if (packages.Count == 0)
            {
                return CallResult.Refused<TrackingReceipt>(
                    "nothing-left",
                    "No package of the order holds these goods any more.",
                    RefusalMeaning.TakenBack
                );
            }

            CallResult<Unit>? failed = null;
            var open = packages.Where(package => !package.IsArranged).ToList();
            foreach (var package in open)
            {
                failed = await ShipAsync(account, order, package, push, cancellationToken);
                if (!failed.IsSuccess)
                {
                    break;
                }
            }

            if (failed is null or { IsSuccess: true })
            {
                // What was written since the order was read is in a new reading alone.
                var now =
                    open.Count == 0 && seen is not null
                        ? await orders.AddNumbersAsync(account, seen, order, cancellationToken)
                        : await orders.ReadAsync(account, push.StoreOrderId, cancellationToken);
                return Receipt(now.IsSuccess ? now.Value.Order : null, packages[0], push, open.Count == 0);
            }

            // A refusal means that the order is no longer what was read: one more look says what became of it.
            if (failed.Outcome != CallOutcome.Refused || failed.Problem.Kind != ProblemKind.Rejected || look == 2)
            {
                return failed.As<TrackingReceipt>();
            }
        }
    }

    private static CallResult<TrackingReceipt>? FindObstacle(ShopeeParcels order)
    {
        if (order.Status == "CANCELLED")
        {
            return CallResult.Refused<TrackingReceipt>("order-cancelled", "The store's order is cancelled.", RefusalMeaning.OrderCancelled);
        }

        if (order.IsBooked)
        {
            return CallResult.Refused<TrackingReceipt>(
                "booked",
                "Shopee sends this order from a package that was booked in advance.",
                RefusalMeaning.WrongState
            );
        }

        return ShopeeTables.IsReady(order.Status) || ShopeeTables.IsShipped(order.Status)
            ? null
            : CallResult.Refused<TrackingReceipt>(
                "not-ready",
                $"Shopee does not let an order be shipped that is {order.Status}.",
                RefusalMeaning.WrongState
            );
    }

    private static List<ShopeePackage> Wanted(ShopeeParcels order, TrackingPush push) =>
        [
            .. order
                .Packages.Where(package => !ShopeeTables.IsDropped(package.LogisticsStatus))
                .Where(package =>
                    push.Lines.Count == 0 || package.Lines.Any(line => push.Lines.Any(wanted => wanted.LineId == line.LineId))
                ),
        ];

    private async Task<CallResult<Unit>> ShipAsync(
        StoreAccount account,
        ShopeeParcels order,
        ShopeePackage package,
        TrackingPush push,
        CancellationToken cancellationToken
    )
    {
        var named = order.NamesPackages ? package.Number : null;
        var way = await client.GetAsync(
            account,
            "/api/v2/logistics/get_shipping_parameter",
            [("order_sn", push.StoreOrderId), .. named is null ? [] : ((string, string)[])[("package_number", named)]],
            push.StoreOrderId,
            json => ChooseWay(json.Object("response"), push),
            cancellationToken
        );
        if (!way.IsSuccess)
        {
            return way.As<Unit>();
        }

        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["order_sn"] = push.StoreOrderId,
            [way.Value.Name] = way.Value.Fields,
        };
        if (named is not null)
        {
            body["package_number"] = named;
        }

        return await client.PostAsync(
            account,
            "/api/v2/logistics/ship_order",
            body,
            $"{push.StoreOrderId}/{package.Number}",
            _ => CallResult.Success(default(Unit)),
            cancellationToken
        );
    }

    // Once it is arranged, an order that cannot be read, or shows no number yet, is read again later.
    private static CallResult<TrackingReceipt> Receipt(StoreOrder? now, ShopeePackage package, TrackingPush push, bool wasThere)
    {
        var number = now
            ?.Fulfilments.Where(fulfilment => fulfilment.FulfilmentId == package.Number)
            .SelectMany(fulfilment => fulfilment.TrackingNumbers)
            .FirstOrDefault();
        return number is not null && number == push.Replaces && number != push.TrackingNumber
            ? CallResult.Refused<TrackingReceipt>(
                "no-replacement",
                $"Shopee keeps {number}: it replaces no number.",
                RefusalMeaning.WrongState
            )
            : CallResult.Success(new TrackingReceipt(package.Number, wasThere, number == push.TrackingNumber ? null : number, now));
    }

    /// <summary>Chooses among the ways that Shopee offers the one that needs nothing which only a person knows: brought to a
    /// station, picked up, or by the seller's own courier.</summary>
    private static CallResult<(string Name, Dictionary<string, object> Fields)> ChooseWay(JsonElement offered, TrackingPush push)
    {
        var needed = offered.Object("info_needed");
        foreach (
            var (name, fill) in (
                ((string, Func<JsonElement, string, object?>)[])[("dropoff", Dropoff), ("pickup", Pickup), ("non_integrated", Own)]
            )
        )
        {
            if (!needed.TryField(name, out _))
            {
                continue;
            }

            var fields = new Dictionary<string, object>(StringComparer.Ordinal);
            var isComplete = true;
            foreach (var field in needed.Items(name).Select(item => item.GetString() ?? string.Empty))
            {
                if (fill(offered, field) is { } value)
                {
                    fields[field == "tracking_no" ? "tracking_number" : field] = value;
                }
                else
                {
                    isComplete = false;
                }
            }

            if (isComplete)
            {
                return CallResult.Success((name, fields));
            }
        }

        return CallResult.Refused<(string, Dictionary<string, object>)>(
            "needs-person",
            $"Shopee wants what only a person can give: {needed.GetRawText()}. Arrange the shipment in the Seller Centre.",
            RefusalMeaning.WrongState
        );

        object? Dropoff(JsonElement json, string field) =>
            field switch
            {
                "branch_id" => First(json.OptionalField("dropoff"), "branch_list")?.OptionalWhole("branch_id"),
                "tracking_no" => push.TrackingNumber,
                _ => null,
            };

        object? Pickup(JsonElement json, string field)
        {
            var addresses = json.OptionalField("pickup")?.OptionalItems("address_list") ?? [];
            var address =
                addresses
                    .Cast<JsonElement?>()
                    .FirstOrDefault(one => one!.Value.OptionalItems("address_flag").Any(flag => flag.ValueEquals("pickup_address")))
                ?? addresses.Cast<JsonElement?>().FirstOrDefault();
            return field switch
            {
                "address_id" => address?.OptionalWhole("address_id"),
                "pickup_time_id" => First(address, "time_slot_list")?.OptionalText("pickup_time_id"),
                "tracking_no" => push.TrackingNumber,
                _ => null,
            };
        }

        object? Own(JsonElement json, string field) => field == "tracking_no" ? push.TrackingNumber : null;

        static JsonElement? First(JsonElement? owner, string list) => owner?.OptionalItems(list).Cast<JsonElement?>().FirstOrDefault();
    }
}

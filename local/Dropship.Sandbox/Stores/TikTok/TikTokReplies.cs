using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.Alibaba1688;

namespace Dropship.Sandbox.Stores.TikTok;

/// <summary>Replies in TikTok Shop's words and shapes.</summary>
internal static class TikTokReplies
{
    public const string DeliveryOption = "7091146663229650001";

    /// <summary>The carriers that it lists, each by an id of its own.</summary>
    public static IReadOnlyList<(string Id, string Name)> Carriers { get; } =
    [
        .. (
            (string[])
                [
                    "USPS",
                    "UPS",
                    "FedEx",
                    "DHL Express",
                    "DHL eCommerce",
                    "YunExpress",
                    "4PX",
                    "Yanwen",
                    "China Post",
                    "Cainiao",
                    "SF Express",
                    "ZTO Express",
                    "YTO Express",
                    "STO Express",
                    "Yunda Express",
                    "J&T Express",
                ]
        ).Select((name, place) => (string.Create(CultureInfo.InvariantCulture, $"{7117858858072010000 + place}"), name)),
    ];

    public static JsonObject Ok(JsonNode data) => Envelope(0, "Success", data);

    public static JsonObject Error(int code, string message) => Envelope(code, message, null);

    /// <summary>The id of the n-th piece of a line.</summary>
    public static string UnitId(PlatformLine line, int piece) =>
        ((long.Parse(line.Id, CultureInfo.InvariantCulture) * 1000) + piece + 577_000_000_000_000_000).ToString(
            CultureInfo.InvariantCulture
        );

    /// <summary>The pieces of an order: the line, the id, and whether it was taken back.</summary>
    public static IEnumerable<(PlatformLine Line, string Id, bool IsTakenBack)> Units(PlatformOrder order) =>
        order.Lines.SelectMany(line =>
            Enumerable
                .Range(0, line.Quantity)
                .Select(piece => (line, UnitId(line, piece), order.IsCancelled || piece >= line.Quantity - line.TakenBack))
        );

    /// <summary>The package that a piece is in; null when it is in none.</summary>
    public static string? PackageOf(PlatformOrder order, string unit) => order.Extra.GetValueOrDefault(unit);

    /// <summary>The package that TikTok makes of an order that is paid, in the markets where it does.</summary>
    public static string MadePackage(PlatformOrder order) =>
        string.Create(CultureInfo.InvariantCulture, $"{1_153_000_000_000_000_000 + order.Sequence}");

    public static JsonObject Order(PlatformOrder order, string status, bool makesPackages)
    {
        var json = new JsonObject
        {
            ["id"] = order.Id,
            ["status"] = status,
            ["create_time"] = order.CreatedAt.ToUnixTimeSeconds(),
            ["update_time"] = order.UpdatedAt.ToUnixTimeSeconds(),
            ["fulfillment_type"] = "FULFILLMENT_BY_SELLER",
            ["shipping_type"] = order.Extra.GetValueOrDefault("shipping_type") ?? "SELLER",
            ["delivery_type"] = "HOME_DELIVERY",
            ["delivery_option_id"] = DeliveryOption,
            ["delivery_option_name"] = "Standard Shipping",
            ["rts_sla_time"] = order.ShipBy.ToUnixTimeSeconds(),
            ["shipping_due_time"] = order.ShipBy.AddDays(3).ToUnixTimeSeconds(),
            ["buyer_message"] = order.Note ?? string.Empty,
            ["user_id"] = "7021436810468230001",
            ["is_cod"] = false,
            ["is_sample_order"] = false,
            ["is_on_hold_order"] = status == "ON_HOLD",
            ["is_buyer_request_cancel"] = order.Extra.ContainsKey("cancel_requested"),
            ["payment"] = new JsonObject
            {
                ["currency"] = order.Currency,
                ["sub_total"] = Amount(order.Total),
                ["shipping_fee"] = "0",
                ["tax"] = "0",
                ["total_amount"] = Amount(order.Total),
            },
            ["line_items"] = new JsonArray([
                .. Units(order).Select(unit => (JsonNode)Item(order, unit.Line, unit.Id, unit.IsTakenBack, status, makesPackages)),
            ]),
        };
        if (order.PaidAt is { } paid)
        {
            json["paid_time"] = paid.ToUnixTimeSeconds();
        }

        if (order.CancelledAt is { } cancelled)
        {
            json["cancel_time"] = cancelled.ToUnixTimeSeconds();
            json["cancel_reason"] = "Discount not as expected";
            json["cancellation_initiator"] = "BUYER";
        }

        if (status is not ("UNPAID" or "ON_HOLD"))
        {
            json["recipient_address"] = Address(order);
        }

        return json;
    }

    private static JsonObject Item(PlatformOrder order, PlatformLine line, string id, bool isTakenBack, string status, bool makesPackages)
    {
        var package = PackageOf(order, id);
        var parcel = order.Parcels.Find(one => one.Id == package);
        var json = new JsonObject
        {
            ["id"] = id,
            ["sku_id"] = line.Sku is { } sku ? $"{1_729_000_000_000_000_000 + Catalogue.NumberOf(sku)}" : line.Id,
            ["seller_sku"] = line.Sku ?? string.Empty,
            ["product_id"] = "1729582718312380001",
            ["product_name"] = line.Title,
            ["sku_name"] = line.Variant ?? string.Empty,
            ["sale_price"] = Amount(line.Price),
            ["original_price"] = Amount(line.Price),
            ["currency"] = order.Currency,
            ["is_gift"] = false,
            ["display_status"] =
                isTakenBack ? "CANCELLED"
                : parcel is not null ? "IN_TRANSIT"
                : status == "PARTIALLY_SHIPPING" ? "AWAITING_SHIPMENT"
                : status,
        };
        if (parcel is not null)
        {
            json["package_id"] = parcel.Id;
            json["package_status"] = "FULFILLING";
            json["tracking_number"] = parcel.Numbers[0];
            json["shipping_provider_name"] = parcel.Carrier;
        }
        else if (makesPackages && order.PaidAt is not null && !isTakenBack)
        {
            json["package_id"] = MadePackage(order);
            json["package_status"] = "TO_FULFILL";
        }

        return json;
    }

    private static JsonObject Address(PlatformOrder order)
    {
        var address = order.Address;
        return new JsonObject
        {
            ["name"] = $"{address.FirstName} {address.LastName}",
            ["first_name"] = address.FirstName,
            ["last_name"] = address.LastName,
            ["phone_number"] = address.Phone,
            ["full_address"] = $"{address.Address1}, {address.City}, {address.Zip}",
            ["address_detail"] = address.Address1,
            ["address_line1"] = address.Address1,
            ["address_line2"] = address.Address2 ?? string.Empty,
            ["address_line3"] = " ",
            ["address_line4"] = " ",
            ["district_info"] = new JsonArray(
                Area("L0", "Country", address.Country),
                Area("L1", "State", address.Province ?? string.Empty),
                Area("L2", "City", address.City)
            ),
            ["postal_code"] = address.Zip,
            ["region_code"] = address.CountryCode,
        };

        static JsonObject Area(string level, string kind, string name) =>
            new()
            {
                ["address_level"] = level,
                ["address_level_name"] = kind,
                ["address_name"] = name,
            };
    }

    private static string Amount(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);

    private static JsonObject Envelope(int code, string message, JsonNode? data) =>
        new()
        {
            ["code"] = code,
            ["data"] = data,
            ["message"] = message,
            ["request_id"] = "202203070749000101890810281E8C7001",
        };
}

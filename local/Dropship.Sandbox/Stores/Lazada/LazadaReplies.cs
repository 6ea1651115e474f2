using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.Alibaba1688;

namespace Dropship.Sandbox.Stores.Lazada;

/// <summary>Replies in Lazada's words and shapes.</summary>
internal static class LazadaReplies
{
    public static JsonObject Error(string code, string type, string message) =>
        new()
        {
            ["type"] = type,
            ["code"] = code,
            ["message"] = message,
            ["request_id"] = "0ba2887315178178017221014",
        };

    public static JsonObject Plain(JsonObject fields)
    {
        fields["code"] = "0";
        fields["request_id"] = "0ba2887315178178017221014";
        return fields;
    }

    public static JsonObject Ok(JsonNode data) => Plain(new JsonObject { ["data"] = data });

    public static JsonObject Result(JsonObject data) =>
        Plain(
            new JsonObject
            {
                ["result"] = new JsonObject
                {
                    ["success"] = true,
                    ["data"] = data,
                    ["errorCode"] = string.Empty,
                    ["errorMsg"] = string.Empty,
                },
            }
        );

    public static JsonObject Failed(string code, string message) =>
        Plain(
            new JsonObject
            {
                ["result"] = new JsonObject
                {
                    ["success"] = false,
                    ["errorCode"] = code,
                    ["errorMsg"] = message,
                },
            }
        );

    public static DateTimeOffset Second(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    /// <summary>The id of the n-th piece of a line.</summary>
    public static long ItemId(PlatformLine line, int piece) => (long.Parse(line.Id, CultureInfo.InvariantCulture) * 1000) + piece;

    /// <summary>Whether a piece is a line's.</summary>
    public static bool IsOf(PlatformLine line, long item) => item / 1000 == long.Parse(line.Id, CultureInfo.InvariantCulture);

    /// <summary>The state of a piece; null for one that is not there.</summary>
    public static string? StateOf(PlatformOrder order, long item) =>
        order.Lines.Find(one => IsOf(one, item) && item % 1000 < one.Quantity) is not { } line ? null
        : order.IsCancelled || item % 1000 >= line.Quantity - line.TakenBack ? "canceled"
        : order.PaidAt is null ? "unpaid"
        : order.Extra.TryGetValue($"{item}", out var value) ? value.Split('|')[0]
        : "pending";

    public static JsonObject Head(PlatformOrder order, string status) =>
        new()
        {
            ["order_id"] = long.Parse(order.Id, CultureInfo.InvariantCulture),
            ["order_number"] = long.Parse(order.Id, CultureInfo.InvariantCulture),
            ["created_at"] = Time(order.CreatedAt),
            ["updated_at"] = Time(order.UpdatedAt),
            ["price"] = order.Total.ToString("F2", CultureInfo.InvariantCulture),
            ["voucher"] = 0.0,
            ["shipping_fee"] = 4.9,
            ["payment_method"] = "MIXEDCARD",
            ["items_count"] = order.Lines.Sum(line => line.Quantity),
            ["statuses"] = new JsonArray(status),
            ["buyer_note"] = order.Note ?? string.Empty,
            ["address_shipping"] = new JsonObject
            {
                ["country"] = "Malaysia",
                ["address3"] = "Kuala Lumpur",
                ["phone"] = "60********41",
                ["city"] = "Cheras",
                ["address1"] = "1, J********************",
                ["post_code"] = "56100",
                ["last_name"] = string.Empty,
                ["first_name"] = "T******r",
            },
        };

    public static JsonArray Items(PlatformOrder order) =>
        new([
            .. order.Lines.SelectMany(line =>
                Enumerable.Range(0, line.Quantity).Select(piece => (JsonNode)Item(order, line, ItemId(line, piece)))
            ),
        ]);

    private static JsonObject Item(PlatformOrder order, PlatformLine line, long id)
    {
        var packed = order.Extra.GetValueOrDefault($"{id}")?.Split('|');
        return new JsonObject
        {
            ["order_item_id"] = id,
            ["order_id"] = long.Parse(order.Id, CultureInfo.InvariantCulture),
            ["sku"] = line.Sku ?? string.Empty,
            ["sku_id"] = line.Sku is { } sku ? $"{13_000_000_000 + Catalogue.NumberOf(sku)}" : line.Id,
            ["product_id"] = "1000000001",
            ["name"] = line.Title,
            ["variation"] = line.Variant ?? string.Empty,
            ["item_price"] = line.Price,
            ["paid_price"] = line.Price,
            ["currency"] = order.Currency,
            ["status"] = StateOf(order, id),
            ["package_id"] = packed?[1] ?? string.Empty,
            ["tracking_code"] = packed?[2] ?? string.Empty,
            ["sla_time_stamp"] = order.ShipBy.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["payment_time"] = order.PaidAt?.ToUnixTimeMilliseconds(),
            ["is_fbl"] = 0,
            ["is_digital"] = 0,
            ["need_cancel_confirm"] = false,
            ["is_cancel_pending"] = false,
        };
    }

    private static string Time(DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " +0800";
}

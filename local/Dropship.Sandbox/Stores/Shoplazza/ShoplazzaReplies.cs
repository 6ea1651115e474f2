using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Stores.Shoplazza;

/// <summary>Replies in Shoplazza's words and shapes.</summary>
internal static class ShoplazzaReplies
{
    public static JsonObject Error(string code, string message) => new() { ["code"] = code, ["message"] = message };

    /// <summary>The time as it is told.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    public static JsonObject Order(PlatformOrder order) =>
        new()
        {
            ["id"] = order.Id,
            ["number"] = order.Id[^8..],
            ["created_at"] = Time(order.CreatedAt),
            ["updated_at"] = Time(order.UpdatedAt),
            ["placed_at"] = Time(order.PaidAt),
            ["cancelled_at"] = Time(order.CancelledAt),
            ["status"] =
                order.IsCancelled ? "cancelled"
                : order.PaidAt is null ? "opened"
                : "placed",
            ["financial_status"] =
                order.PaidAt is null ? "waiting"
                : order.RefundedAt is not null ? "partially_refunded"
                : "paid",
            ["fulfillment_status"] =
                order.IsShipped ? "shipped"
                : order.Parcels.Count > 0 ? "partially_shipped"
                : order.PaidAt is null ? "initialled"
                : "waiting",
            ["currency"] = order.Currency,
            ["total_price"] = Amount(order.Total),
            ["payment_method"] = "online",
            ["customer_note"] = order.Note ?? string.Empty,
            ["shipping_address"] = new JsonObject
            {
                ["first_name"] = order.Address.FirstName,
                ["last_name"] = order.Address.LastName,
                ["name"] = $"{order.Address.FirstName} {order.Address.LastName}".Trim(),
                ["address"] = order.Address.Address1,
                ["address1"] = string.Empty,
                ["address2"] = order.Address.Address2 ?? string.Empty,
                ["city"] = order.Address.City,
                ["province"] = order.Address.Province,
                ["country_code"] = order.Address.CountryCode,
                ["zip"] = order.Address.Zip,
                ["phone"] = order.Address.Phone,
            },
            ["line_items"] = new JsonArray([
                .. order.Lines.Select(line =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = line.Id,
                            ["product_id"] = "6a0d8a5e-3c53-4f55-9a44-2f8a33c1b001",
                            ["sku"] = line.Sku,
                            ["product_title"] = line.Title,
                            ["variant_title"] = line.Variant,
                            ["quantity"] = line.Quantity,
                            ["refund_quantity_total"] = line.TakenBack,
                            ["price"] = Amount(line.Price),
                            ["requires_shipping"] = true,
                            ["fulfillment_status"] =
                                order.Parcels.Exists(one => one.Pieces.ContainsKey(line.Id)) && order.OpenOf(line) == 0
                                    ? "shipped"
                                    : "waiting",
                        }
                ),
            ]),
            ["fulfillments"] = new JsonArray([.. order.Parcels.Select(parcel => (JsonNode)Parcel(order, parcel))]),
        };

    public static JsonObject Parcel(PlatformOrder order, PlatformParcel parcel) =>
        new()
        {
            ["id"] = parcel.Id,
            ["order_id"] = order.Id,
            ["status"] = "waiting",
            ["created_at"] = Time(parcel.ShippedAt),
            ["tracking_number"] = parcel.Numbers.Count > 0 ? parcel.Numbers[0] : string.Empty,
            ["tracking_company"] = parcel.Carrier,
            ["line_items"] = new JsonArray([
                .. parcel.Pieces.Select(piece => (JsonNode)new JsonObject { ["id"] = piece.Key, ["ship_quantity"] = piece.Value }),
            ]),
            ["tracking_items"] = new JsonArray([
                .. parcel.Numbers.Select(number =>
                    (JsonNode)new JsonObject { ["tracking_number"] = number, ["tracking_company"] = parcel.Carrier }
                ),
            ]),
        };

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Amount(decimal amount) => amount.ToString("F2", CultureInfo.InvariantCulture);
}

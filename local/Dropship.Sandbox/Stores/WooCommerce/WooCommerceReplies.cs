using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Stores.WooCommerce;

/// <summary>Replies in WooCommerce's words and shapes.</summary>
internal static class WooCommerceReplies
{
    public static JsonObject Error(string code, string message, int status) =>
        new()
        {
            ["code"] = code,
            ["message"] = message,
            ["data"] = new JsonObject { ["status"] = status },
        };

    public static DateTimeOffset Second(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    public static JsonObject Order(PlatformOrder order, string status) =>
        new()
        {
            ["id"] = long.Parse(order.Id, CultureInfo.InvariantCulture),
            ["number"] = order.Id,
            ["status"] = status,
            ["currency"] = order.Currency,
            ["date_created_gmt"] = Time(order.CreatedAt),
            ["date_modified"] = Time(order.UpdatedAt.AddHours(-3)),
            ["date_modified_gmt"] = Time(order.UpdatedAt),
            ["date_paid_gmt"] = order.PaidAt is { } paid ? Time(paid) : null,
            ["total"] = Amount(order.Total),
            ["customer_note"] = order.Note ?? string.Empty,
            ["billing"] = Address(order, "ann@example.com"),
            ["shipping"] = Address(order, null),
            ["line_items"] = new JsonArray([
                .. order.Lines.Select(line =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = long.Parse(line.Id, CultureInfo.InvariantCulture),
                            ["name"] = line.Title,
                            ["product_id"] = 93,
                            ["variation_id"] = 0,
                            ["quantity"] = line.Quantity,
                            ["total"] = Amount(line.Price * line.Quantity),
                            ["total_tax"] = "0.00",
                            ["sku"] = line.Sku ?? string.Empty,
                            ["price"] = line.Price,
                            ["meta_data"] = new JsonArray(),
                        }
                ),
            ]),
            ["refunds"] = new JsonArray([
                .. Refunded(order)
                    .Select(line =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = RefundId(line),
                                ["reason"] = string.Empty,
                                ["total"] = Amount(-line.Price * line.TakenBack),
                            }
                    ),
            ]),
            ["meta_data"] = new JsonArray([
                .. order.Extra.Select(
                    (one, place) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = place + 1,
                                ["key"] = one.Key,
                                ["value"] = JsonNode.Parse(one.Value),
                            }
                ),
            ]),
        };

    public static JsonArray Refunds(PlatformOrder order) =>
        new([
            .. Refunded(order)
                .Select(line =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = RefundId(line),
                            ["amount"] = Amount(line.Price * line.TakenBack),
                            ["line_items"] = new JsonArray(
                                new JsonObject
                                {
                                    ["id"] = RefundId(line) + 1,
                                    ["quantity"] = -line.TakenBack,
                                    ["total"] = Amount(-line.Price * line.TakenBack),
                                    ["meta_data"] = new JsonArray(
                                        new JsonObject
                                        {
                                            ["id"] = 1,
                                            ["key"] = "_refunded_item_id",
                                            ["value"] = line.Id,
                                        }
                                    ),
                                }
                            ),
                        }
                ),
        ]);

    private static IEnumerable<PlatformLine> Refunded(PlatformOrder order) => order.Lines.Where(line => line.TakenBack > 0);

    private static long RefundId(PlatformLine line) => 900_000 + long.Parse(line.Id, CultureInfo.InvariantCulture);

    private static JsonObject Address(PlatformOrder order, string? email)
    {
        var address = new JsonObject
        {
            ["first_name"] = order.Address.FirstName,
            ["last_name"] = order.Address.LastName,
            ["company"] = string.Empty,
            ["address_1"] = order.Address.Address1,
            ["address_2"] = order.Address.Address2 ?? string.Empty,
            ["city"] = order.Address.City,
            ["state"] = order.Address.Province ?? string.Empty,
            ["postcode"] = order.Address.Zip,
            ["country"] = order.Address.CountryCode,
            ["phone"] = order.Address.Phone ?? string.Empty,
        };
        if (email is not null)
        {
            address["email"] = email;
        }

        return address;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static string Amount(decimal amount) => amount.ToString("F2", CultureInfo.InvariantCulture);
}

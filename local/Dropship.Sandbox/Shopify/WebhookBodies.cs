using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Shopify;

/// <summary>Webhook payloads, in the shape of the REST resources.</summary>
internal static class WebhookBodies
{
    public static JsonObject Order(StoreOrder order) =>
        new()
        {
            ["id"] = order.Id,
            ["admin_graphql_api_id"] = $"gid://shopify/Order/{order.Id}",
            ["name"] = order.Name,
            ["order_number"] = order.Number,
            ["email"] = order.Email,
            ["created_at"] = Time(order.CreatedAt),
            ["updated_at"] = Time(order.UpdatedAt),
            ["processed_at"] = Time(order.CreatedAt),
            ["cancelled_at"] = order.CancelledAt is { } cancelled ? Time(cancelled) : null,
            ["cancel_reason"] = order.CancelReason?.ToLowerInvariant(),
            ["closed_at"] = order.ClosedAt is { } closed ? Time(closed) : null,
            ["test"] = order.Test,
            ["currency"] = order.Currency,
            ["presentment_currency"] = order.Currency,
            ["financial_status"] = order.FinancialStatus.ToLowerInvariant(),
            ["fulfillment_status"] = order.DisplayFulfillmentStatus switch
            {
                "FULFILLED" => "fulfilled",
                "PARTIALLY_FULFILLED" => "partial",
                _ => null,
            },
            ["note"] = order.Note,
            ["tags"] = string.Join(", ", order.Tags),
            ["total_price"] = Amount(order.CurrentTotal),
            ["source_name"] = "web",
            ["order_status_url"] = $"https://{Webhooks.Domain(order.Shop)}/orders/{order.Id}",
            ["line_items"] = new JsonArray([
                .. order.Lines.Select(l =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = l.Id,
                            ["admin_graphql_api_id"] = $"gid://shopify/LineItem/{l.Id}",
                            ["variant_id"] = l.VariantId,
                            ["product_id"] = l.ProductId,
                            ["title"] = l.Title,
                            ["name"] = l.VariantTitle is null ? l.Title : $"{l.Title} - {l.VariantTitle}",
                            ["sku"] = l.Sku,
                            ["quantity"] = l.Quantity,
                            ["current_quantity"] = l.CurrentQuantity,
                            ["fulfillable_quantity"] = Math.Max(0, l.CurrentQuantity - order.FulfilledQuantity(l.Id)),
                            ["price"] = Amount(l.Price),
                            ["requires_shipping"] = l.RequiresShipping,
                        }
                ),
            ]),
            ["shipping_address"] = order.ShippingAddress is { } a
                ? new JsonObject
                {
                    ["first_name"] = a.FirstName,
                    ["last_name"] = a.LastName,
                    ["name"] = a.Name,
                    ["company"] = a.Company,
                    ["address1"] = a.Address1,
                    ["address2"] = a.Address2,
                    ["city"] = a.City,
                    ["province"] = a.Province,
                    ["province_code"] = a.ProvinceCode,
                    ["zip"] = a.Zip,
                    ["country"] = a.Country,
                    ["country_code"] = a.CountryCode,
                    ["phone"] = a.Phone,
                }
                : null,
            ["fulfillments"] = new JsonArray([.. order.Fulfillments.Select(f => (JsonNode)Fulfillment(order, f))]),
            ["refunds"] = new JsonArray([.. order.Refunds.Select(r => (JsonNode)Refund(order, r))]),
        };

    public static JsonObject Fulfillment(StoreOrder order, Fulfillment fulfillment) =>
        new()
        {
            ["id"] = fulfillment.Id,
            ["admin_graphql_api_id"] = $"gid://shopify/Fulfillment/{fulfillment.Id}",
            ["order_id"] = order.Id,
            ["status"] = fulfillment.Status.ToLowerInvariant(),
            ["created_at"] = Time(fulfillment.CreatedAt),
            ["updated_at"] = Time(fulfillment.UpdatedAt),
            ["tracking_company"] = fulfillment.Tracking.FirstOrDefault()?.Company,
            ["tracking_number"] = fulfillment.Tracking.FirstOrDefault()?.Number,
            ["tracking_numbers"] = new JsonArray([.. fulfillment.Tracking.Select(t => (JsonNode?)t.Number)]),
            ["tracking_urls"] = new JsonArray([.. fulfillment.Tracking.Select(t => (JsonNode?)t.Url)]),
            ["line_items"] = new JsonArray([
                .. fulfillment.Lines.Select(l => (JsonNode)new JsonObject { ["id"] = l.LineId, ["quantity"] = l.Quantity }),
            ]),
        };

    public static JsonObject Refund(StoreOrder order, StoreRefund refund) =>
        new()
        {
            ["id"] = refund.Id,
            ["admin_graphql_api_id"] = $"gid://shopify/Refund/{refund.Id}",
            ["order_id"] = order.Id,
            ["created_at"] = Time(refund.CreatedAt),
            ["refund_line_items"] = new JsonArray([
                .. refund.Quantities.Select(q => (JsonNode)new JsonObject { ["line_item_id"] = q.Key, ["quantity"] = q.Value }),
            ]),
            ["transactions"] = new JsonArray(
                new JsonObject
                {
                    ["kind"] = "refund",
                    ["status"] = "success",
                    ["amount"] = Amount(refund.Amount),
                    ["currency"] = order.Currency,
                }
            ),
        };

    public static JsonObject Shop(string shop) =>
        new()
        {
            ["id"] = 548380009,
            ["name"] = shop,
            ["domain"] = Webhooks.Domain(shop),
            ["myshopify_domain"] = Webhooks.Domain(shop),
        };

    public static JsonObject Privacy(string shop, string topic, StoreOrder? order) =>
        new()
        {
            ["shop_id"] = 548380009,
            ["shop_domain"] = Webhooks.Domain(shop),
            [topic == "customers/redact" ? "orders_to_redact" : "orders_requested"] = order is null ? [] : new JsonArray(order.Id),
            ["customer"] = order is null ? null : new JsonObject { ["id"] = 207119551, ["email"] = order.Email },
        };

    public static string Amount(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromHours(-4)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

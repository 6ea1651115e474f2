using System.Text.Json;

namespace Dropship.Connectors.Tests.Stores.Shopify;

/// <summary>Replies in the shape of the Admin API, with invented people and goods.</summary>
internal static class Fixtures
{
    public const string Throttled =
        """{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":60,"actualQueryCost":null,"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":50,"restoreRate":100.0}}}}""";

    public const string AccessDenied =
        """{"data":{"orders":null},"errors":[{"message":"Access denied for orders field. Required access: `read_orders` access scope.","locations":[{"line":2,"column":3}],"extensions":{"code":"ACCESS_DENIED","requiredAccess":"`read_orders` access scope."},"path":["orders"]}]}""";

    public const string TooCostly =
        """{"errors":[{"message":"Query cost is 1400, which exceeds the single query max cost limit (1000).","extensions":{"code":"MAX_COST_EXCEEDED","cost":1400,"maxCost":1000}}]}""";

    /// <summary>Two pieces of one line, one shipped in an earlier parcel; a second line that needs no shipping; 11.5 CAD of money with one
    /// decimal.</summary>
    public const string Order = """
        {
          "id": "gid://shopify/Order/6832000000001", "legacyResourceId": "6832000000001", "name": "#1401",
          "createdAt": "2026-04-22T14:05:00Z", "updatedAt": "2026-04-23T16:45:00Z", "cancelledAt": null, "test": false, "note": "Leave at the desk",
          "currencyCode": "CAD", "currentTotalPriceSet": {"shopMoney": {"amount": "104.5", "currencyCode": "CAD"}},
          "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "PARTIALLY_FULFILLED",
          "shippingAddress": {"name": "Ada Tremblay", "company": null, "address1": "500 King St W", "address2": null, "city": "Toronto", "province": "Ontario", "zip": "M5V 1L9", "countryCodeV2": "CA", "phone": "+14165550100"},
          "transactions": [
            {"kind": "AUTHORIZATION", "status": "SUCCESS", "processedAt": "2026-04-22T14:05:01Z"},
            {"kind": "CAPTURE", "status": "FAILURE", "processedAt": "2026-04-22T14:05:02Z"},
            {"kind": "CAPTURE", "status": "SUCCESS", "processedAt": "2026-04-22T14:06:00Z"}],
          "risk": {"recommendation": "ACCEPT"},
          "lineItems": {"pageInfo": {"hasNextPage": false, "endCursor": "x"}, "nodes": [
            {"id": "gid://shopify/LineItem/11", "title": "Water Bottle", "variantTitle": "Black", "sku": "BTL-500-BLK", "quantity": 2, "currentQuantity": 2, "unfulfilledQuantity": 1, "requiresShipping": true,
             "variant": {"id": "gid://shopify/ProductVariant/41"}, "product": {"id": "gid://shopify/Product/71"}, "image": {"url": "https://cdn.example.com/1.jpg"},
             "discountedUnitPriceAfterAllDiscountsSet": {"shopMoney": {"amount": "46.5", "currencyCode": "CAD"}}},
            {"id": "gid://shopify/LineItem/12", "title": "Gift card", "variantTitle": null, "sku": null, "quantity": 1, "currentQuantity": 1, "unfulfilledQuantity": 1, "requiresShipping": false,
             "variant": null, "product": null, "image": null,
             "discountedUnitPriceAfterAllDiscountsSet": {"shopMoney": {"amount": "11.5", "currencyCode": "CAD"}}}]},
          "fulfillmentOrders": {"pageInfo": {"hasNextPage": false}, "nodes": [
            {"id": "gid://shopify/FulfillmentOrder/91", "status": "IN_PROGRESS", "fulfillAt": "2026-04-22T14:00:00Z", "fulfillBy": "2026-04-26T00:00:00Z", "supportedActions": [{"action": "CREATE_FULFILLMENT"}],
             "assignedLocation": {"location": {"id": "gid://shopify/Location/1"}}, "fulfillmentHolds": [],
             "lineItems": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "gid://shopify/FulfillmentOrderLineItem/911", "remainingQuantity": 1, "lineItem": {"id": "gid://shopify/LineItem/11"}}]}}]},
          "fulfillments": [
            {"id": "gid://shopify/Fulfillment/51", "status": "SUCCESS", "trackingInfo": [{"number": "JT5261988016578"}], "fulfillmentLineItems": {"pageInfo": {"hasNextPage": false}, "nodes": [{"quantity": 1, "lineItem": {"id": "gid://shopify/LineItem/11"}}]}}]
        }
        """;

    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement.Clone();

    public static string Data(string field, string json) =>
        "{\"data\":{\""
        + field
        + "\":"
        + json
        + "},\"extensions\":{\"cost\":{\"requestedQueryCost\":20,\"actualQueryCost\":10,\"throttleStatus\":{\"maximumAvailable\":2000.0,\"currentlyAvailable\":1990,\"restoreRate\":100.0}}}}";

    public static string Listing(string nodes, string? next) =>
        Data(
            "orders",
            $$"""{"pageInfo":{"hasNextPage":{{(next is null ? "false" : "true")}},"endCursor":"{{next}}"},"nodes":[{{nodes}}]}"""
        );
}

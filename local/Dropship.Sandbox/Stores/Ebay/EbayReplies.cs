using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Stores.Ebay;

/// <summary>Replies in eBay's words and shapes.</summary>
internal static class EbayReplies
{
    public static JsonObject Error(int id, string category, string message) =>
        new()
        {
            ["errors"] = new JsonArray(
                new JsonObject
                {
                    ["errorId"] = id,
                    ["domain"] = "API_FULFILLMENT",
                    ["category"] = category,
                    ["message"] = message,
                    ["longMessage"] = message,
                }
            ),
        };

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture) + "Z";

    /// <summary>The time as it is told.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    public static JsonObject Order(PlatformOrder order) =>
        new()
        {
            ["orderId"] = order.Id,
            ["creationDate"] = Time(order.CreatedAt),
            ["lastModifiedDate"] = Time(order.UpdatedAt),
            ["orderFulfillmentStatus"] =
                order.Parcels.Count == 0 ? "NOT_STARTED"
                : order.IsShipped ? "FULFILLED"
                : "IN_PROGRESS",
            ["orderPaymentStatus"] =
                order.PaidAt is null ? "PENDING"
                : order.RefundedAt is not null ? "PARTIALLY_REFUNDED"
                : "PAID",
            ["cancelStatus"] = new JsonObject
            {
                ["cancelState"] = order.IsCancelled ? "CANCELED" : "NONE_REQUESTED",
                ["cancelRequests"] = new JsonArray(),
            },
            ["pricingSummary"] = new JsonObject { ["total"] = Amount(order.Total, order.Currency) },
            ["paymentSummary"] = new JsonObject
            {
                ["payments"] = new JsonArray(
                    new JsonObject
                    {
                        ["paymentStatus"] = order.PaidAt is null ? "PENDING" : "PAID",
                        ["paymentDate"] = order.PaidAt is { } paid ? Time(paid) : null,
                    }
                ),
            },
            ["buyerCheckoutNotes"] = order.Note,
            ["fulfillmentStartInstructions"] = new JsonArray(
                new JsonObject
                {
                    ["fulfillmentInstructionsType"] = "SHIP_TO",
                    ["shippingStep"] = new JsonObject
                    {
                        ["shipTo"] = new JsonObject
                        {
                            ["fullName"] = $"{order.Address.FirstName} {order.Address.LastName}".Trim(),
                            ["primaryPhone"] = new JsonObject { ["phoneNumber"] = order.Address.Phone },
                            ["contactAddress"] = new JsonObject
                            {
                                ["addressLine1"] = order.Address.Address1,
                                [order.Address.CountryCode == "CN" ? "county" : "addressLine2"] = order.Address.Address2,
                                ["city"] = order.Address.City,
                                ["stateOrProvince"] = order.Address.Province,
                                ["postalCode"] = order.Address.Zip,
                                ["countryCode"] = order.Address.CountryCode,
                            },
                        },
                    },
                }
            ),
            ["lineItems"] = new JsonArray([
                .. order.Lines.Select(line =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["lineItemId"] = line.Id,
                            ["sku"] = line.Sku,
                            ["title"] = line.Title,
                            ["quantity"] = line.Quantity,
                            ["legacyItemId"] = "110000000001",
                            ["lineItemCost"] = Amount(line.Price * line.Quantity, order.Currency),
                            ["lineItemFulfillmentStatus"] = "NOT_STARTED",
                            ["lineItemFulfillmentInstructions"] = new JsonObject { ["shipByDate"] = Time(order.ShipBy) },
                            ["refunds"] = new JsonArray([
                                .. line.TakenBack == 0
                                    ? (JsonNode[])[]
                                    : [new JsonObject { ["amount"] = Amount(line.Price * line.TakenBack, order.Currency) }],
                            ]),
                        }
                ),
            ]),
        };

    public static JsonObject Parcels(PlatformOrder order) =>
        new()
        {
            ["total"] = order.Parcels.Count,
            ["fulfillments"] = new JsonArray([
                .. order.Parcels.Select(parcel =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["fulfillmentId"] = parcel.Id,
                            ["shipmentTrackingNumber"] = parcel.Numbers[0],
                            ["shippingCarrierCode"] = parcel.Carrier,
                            ["shippedDate"] = Time(parcel.ShippedAt),
                            ["lineItems"] = new JsonArray([
                                .. parcel.Pieces.Select(piece =>
                                    (JsonNode)new JsonObject { ["lineItemId"] = piece.Key, ["quantity"] = piece.Value }
                                ),
                            ]),
                        }
                ),
            ]),
        };

    private static JsonObject Amount(decimal amount, string currency) =>
        new() { ["value"] = amount.ToString("F2", CultureInfo.InvariantCulture), ["currency"] = currency };
}

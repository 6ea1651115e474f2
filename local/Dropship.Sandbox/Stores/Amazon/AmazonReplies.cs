using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Stores.Amazon;

/// <summary>Replies in Amazon's words and shapes.</summary>
internal static class AmazonReplies
{
    public static JsonObject Error(string code, string message) =>
        new()
        {
            ["errors"] = new JsonArray(
                new JsonObject
                {
                    ["code"] = code,
                    ["message"] = message,
                    ["details"] = string.Empty,
                }
            ),
        };

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture) + "Z";

    public static JsonObject Order(PlatformOrder order)
    {
        var isPending = order.PaidAt is null;
        var json = new JsonObject
        {
            ["orderId"] = order.Id,
            ["createdTime"] = Time(order.CreatedAt),
            ["lastUpdatedTime"] = Time(order.UpdatedAt),
            ["salesChannel"] = new JsonObject { ["channelName"] = "AMAZON", ["marketplaceId"] = AmazonStandIn.Market },
            ["fulfillment"] = new JsonObject
            {
                ["fulfillmentStatus"] =
                    order.IsCancelled ? "CANCELLED"
                    : isPending ? "PENDING"
                    : order.IsShipped ? "SHIPPED"
                    : order.Parcels.Count > 0 ? "PARTIALLY_SHIPPED"
                    : "UNSHIPPED",
                ["fulfilledBy"] = "MERCHANT",
                ["shipByWindow"] = new JsonObject { ["latestDateTime"] = Time(order.ShipBy) },
            },
            ["orderItems"] = new JsonArray([.. order.Lines.Select(line => (JsonNode)Line(order, line, isPending))]),
            ["packages"] = new JsonArray([
                .. order.Parcels.Select(parcel =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["packageReferenceId"] = parcel.Id,
                            ["packageStatus"] = new JsonObject { ["status"] = "SHIPPED" },
                            ["carrier"] = parcel.Carrier,
                            ["shipTime"] = Time(parcel.ShippedAt),
                            ["trackingNumber"] = parcel.Numbers[0],
                            ["packageItems"] = new JsonArray([
                                .. parcel.Pieces.Select(piece =>
                                    (JsonNode)new JsonObject { ["orderItemId"] = piece.Key, ["quantity"] = piece.Value }
                                ),
                            ]),
                        }
                ),
            ]),
        };
        if (!isPending)
        {
            // A pending order tells neither price nor address.
            json["proceeds"] = new JsonObject { ["grandTotal"] = Amount(order.Total, order.Currency) };
            json["recipient"] = new JsonObject
            {
                ["deliveryAddress"] = new JsonObject
                {
                    ["name"] = $"{order.Address.FirstName} {order.Address.LastName}".Trim(),
                    ["addressLine1"] = order.Address.Address1,
                    [order.Address.CountryCode == "CN" ? "districtOrCounty" : "addressLine2"] = order.Address.Address2,
                    ["city"] = order.Address.City,
                    ["stateOrRegion"] = order.Address.Province,
                    ["postalCode"] = order.Address.Zip,
                    ["countryCode"] = order.Address.CountryCode,
                    ["phone"] = order.Address.Phone,
                },
            };
        }

        return json;
    }

    private static JsonObject Line(PlatformOrder order, PlatformLine line, bool isPending)
    {
        var product = new JsonObject
        {
            ["asin"] = "B08DFPV54V",
            ["sellerSku"] = line.Sku,
            ["title"] = line.Title,
        };
        if (!isPending)
        {
            product["price"] = new JsonObject { ["unitPrice"] = Amount(line.Price, order.Currency) };
        }

        var sent = order.Parcels.Sum(parcel => parcel.Pieces.GetValueOrDefault(line.Id));
        var json = new JsonObject
        {
            ["orderItemId"] = line.Id,
            ["quantityOrdered"] = line.Quantity,
            ["product"] = product,
            ["fulfillment"] = new JsonObject
            {
                ["quantityFulfilled"] = sent,
                ["quantityUnfulfilled"] = line.Quantity - line.TakenBack - sent,
            },
        };
        if (line.TakenBack > 0)
        {
            json["cancellation"] = new JsonObject
            {
                ["cancellationExecution"] = new JsonObject { ["cancelledBy"] = "MERCHANT", ["cancelReason"] = "NO_INVENTORY" },
            };
        }

        return json;
    }

    private static JsonObject Amount(decimal amount, string currency) =>
        new() { ["amount"] = amount.ToString("F2", CultureInfo.InvariantCulture), ["currencyCode"] = currency };
}

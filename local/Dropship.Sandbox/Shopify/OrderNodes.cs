using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.GraphQL;

namespace Dropship.Sandbox.Shopify;

/// <summary>Orders as objects of the GraphQL schema.</summary>
internal static class OrderNodes
{
    public const int LargestPage = 250;

    public static string Gid(string type, long id) => $"gid://shopify/{type}/{id}";

    /// <exception cref="GraphFieldException">It is not an id of that type.</exception>
    public static long ParseGid(string gid, string type)
    {
        var prefix = $"gid://shopify/{type}/";
        return
            gid.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(gid.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && id > 0
            ? id
            : throw new GraphFieldException("invalid id", new JsonObject { ["code"] = "RESOURCE_NOT_FOUND" });
    }

    public static GraphNode Order(StoreOrder order, OrderScopes scopes) =>
        new("Order")
        {
            ["id"] = Gid("Order", order.Id),
            ["legacyResourceId"] = order.Id,
            ["name"] = order.Name,
            ["number"] = order.Number,
            ["createdAt"] = order.CreatedAt,
            ["updatedAt"] = order.UpdatedAt,
            ["processedAt"] = order.CreatedAt,
            ["cancelledAt"] = order.CancelledAt,
            ["cancelReason"] = order.CancelReason,
            ["closed"] = order.ClosedAt is not null,
            ["closedAt"] = order.ClosedAt,
            ["test"] = order.Test,
            ["note"] = order.Note,
            ["tags"] = order.Tags,
            ["sourceName"] = "web",
            ["email"] = order.Email,
            ["phone"] = null,
            ["currencyCode"] = order.Currency,
            ["presentmentCurrencyCode"] = order.Currency,
            ["currentTotalPriceSet"] = Money(order.CurrentTotal, order.Malformed == StoreOrder.MalformedCurrency ? "XXX" : order.Currency),
            ["totalShippingPriceSet"] = Money(order.ShippingPrice, order.Currency),
            ["displayFinancialStatus"] = order.FinancialStatus,
            ["displayFulfillmentStatus"] = order.DisplayFulfillmentStatus,
            ["returnStatus"] = "NO_RETURN",
            ["fullyPaid"] = order.FinancialStatus == "PAID",
            ["unpaid"] = order.FinancialStatus is "PENDING" or "EXPIRED",
            ["requiresShipping"] = order.Lines.Exists(l => l.RequiresShipping),
            ["customAttributes"] = new List<GraphNode>(),
            ["billingAddress"] = null,
            ["shippingAddress"] = order.ShippingAddress is null ? null : Address(order.ShippingAddress),
            ["lineItems"] =
                (Func<GraphArguments, object?>)(a => Connection("LineItemConnection", order.Lines, l => Line(order, l, scopes), a)),
            ["fulfillmentOrders"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        scopes.RequireFulfillmentOrders("fulfillmentOrders", write: false);
                        return Connection(
                            "FulfillmentOrderConnection",
                            order.FulfillmentOrders,
                            f => FulfillmentOrder(order, f, scopes),
                            a
                        );
                    }
                ),
            ["fulfillments"] =
                (Func<GraphArguments, object?>)(
                    a => order.Fulfillments.Take((int)(a.Number("first") ?? int.MaxValue)).Select(f => Fulfillment(order, f)).ToList()
                ),
            ["risk"] = new GraphNode("OrderRiskSummary") { ["recommendation"] = order.RiskRecommendation },
            ["transactions"] =
                (Func<GraphArguments, object?>)(
                    _ =>
                        order.PaidAt is null
                            ? new List<GraphNode>()
                            :
                            [
                                new GraphNode("OrderTransaction")
                                {
                                    ["id"] = Gid("OrderTransaction", order.Id + 1),
                                    ["kind"] = "SALE",
                                    ["status"] = "SUCCESS",
                                    ["processedAt"] = order.PaidAt,
                                },
                            ]
                ),
            ["refunds"] =
                (Func<GraphArguments, object?>)(
                    _ =>
                        order
                            .Refunds.Select(r => new GraphNode("Refund")
                            {
                                ["id"] = Gid("Refund", r.Id),
                                ["createdAt"] = r.CreatedAt,
                                ["totalRefundedSet"] = Money(r.Amount, order.Currency),
                            })
                            .ToList()
                ),
        };

    public static GraphNode Fulfillment(StoreOrder order, Fulfillment fulfillment) =>
        new("Fulfillment")
        {
            ["id"] = Gid("Fulfillment", fulfillment.Id),
            ["legacyResourceId"] = fulfillment.Id,
            ["name"] = $"{order.Name}.{order.Fulfillments.IndexOf(fulfillment) + 1}",
            ["status"] = fulfillment.Status,
            ["displayStatus"] = fulfillment.Status == "CANCELLED" ? "CANCELED" : "FULFILLED",
            ["createdAt"] = fulfillment.CreatedAt,
            ["updatedAt"] = fulfillment.UpdatedAt,
            ["trackingInfo"] =
                (Func<GraphArguments, object?>)(
                    a =>
                        fulfillment
                            .Tracking.Take((int)(a.Number("first") ?? int.MaxValue))
                            .Select(t => new GraphNode("FulfillmentTrackingInfo")
                            {
                                ["company"] = t.Company,
                                ["number"] = t.Number,
                                ["url"] = t.Url,
                            })
                            .ToList()
                ),
            ["fulfillmentLineItems"] =
                (Func<GraphArguments, object?>)(
                    a =>
                        Connection(
                            "FulfillmentLineItemConnection",
                            fulfillment.Lines,
                            l => new GraphNode("FulfillmentLineItem")
                            {
                                ["id"] = Gid("FulfillmentLineItem", l.Id),
                                ["quantity"] = l.Quantity,
                                ["lineItem"] = Line(order, order.Lines.Find(x => x.Id == l.LineId)!),
                            },
                            a
                        )
                ),
        };

    public static GraphNode PageInfo(bool hasNext, bool hasPrevious, string? first, string? last) =>
        new("PageInfo")
        {
            ["hasNextPage"] = hasNext,
            ["hasPreviousPage"] = hasPrevious,
            ["startCursor"] = first,
            ["endCursor"] = last,
        };

    /// <summary>How many a connection is asked for.</summary>
    /// <exception cref="GraphFieldException">Nothing is said, or too many are asked for.</exception>
    public static int First(GraphArguments arguments) =>
        arguments.Number("first") switch
        {
            null => throw new GraphFieldException("you must provide one of first or last", new JsonObject { ["code"] = "BAD_REQUEST" }),
            < 0 => throw new GraphFieldException("first cannot be negative", new JsonObject { ["code"] = "BAD_REQUEST" }),
            > LargestPage => throw new GraphFieldException(
                $"first cannot exceed {LargestPage}",
                new JsonObject { ["code"] = "BAD_REQUEST" }
            ),
            { } first => (int)first,
        };

    public static GraphNode Connection<T>(string type, IReadOnlyList<T> items, Func<T, GraphNode> node, GraphArguments arguments)
    {
        var first = First(arguments);
        var start = 0;
        if (arguments.Text("after") is { } after)
        {
            start =
                int.TryParse(Decode(after), CultureInfo.InvariantCulture, out var last) && last < items.Count
                    ? last + 1
                    : throw new GraphFieldException(
                        "Invalid cursor for current pagination sort.",
                        new JsonObject { ["code"] = "BAD_REQUEST" }
                    );
        }

        var page = items.Skip(start).Take(first).ToList();
        return new GraphNode(type)
        {
            ["nodes"] = page.Select(node).ToList(),
            ["pageInfo"] = PageInfo(
                start + page.Count < items.Count,
                start > 0,
                page.Count > 0 ? Encode(start) : null,
                page.Count > 0 ? Encode(start + page.Count - 1) : null
            ),
        };

        static string Encode(int index) =>
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(index.ToString(CultureInfo.InvariantCulture)));
    }

    public static string Decode(string cursor)
    {
        var bytes = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, bytes, out var length)
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length)
            : string.Empty;
    }

    private static GraphNode Line(StoreOrder order, StoreLine line, OrderScopes? scopes = null) =>
        new("LineItem")
        {
            ["id"] = Gid("LineItem", line.Id),
            ["name"] = line.VariantTitle is null ? line.Title : $"{line.Title} - {line.VariantTitle}",
            ["title"] = line.Title,
            ["sku"] = line.Sku,
            ["quantity"] = order.Malformed == StoreOrder.MalformedLine && line == order.Lines[0] ? -line.Quantity : line.Quantity,
            ["currentQuantity"] = line.CurrentQuantity,
            ["unfulfilledQuantity"] = Math.Max(0, line.CurrentQuantity - order.FulfilledQuantity(line.Id)),
            ["nonFulfillableQuantity"] = line.Quantity - line.CurrentQuantity,
            ["refundableQuantity"] = line.CurrentQuantity,
            ["requiresShipping"] = line.RequiresShipping,
            ["variantTitle"] = line.VariantTitle,
            ["vendor"] = "Dropship",
            ["variant"] = OfProduct("variant", new GraphNode("ProductVariant") { ["id"] = Gid("ProductVariant", line.VariantId) }, scopes),
            ["product"] = OfProduct("product", new GraphNode("Product") { ["id"] = Gid("Product", line.ProductId) }, scopes),
            ["image"] = line.ImageUrl is null ? null : new GraphNode("Image") { ["url"] = line.ImageUrl },
            ["originalUnitPriceSet"] = Money(line.Price, order.Currency),
            ["discountedUnitPriceAfterAllDiscountsSet"] = Money(line.Price, order.Currency),
        };

    private static Func<object?> OfProduct(string field, GraphNode node, OrderScopes? scopes) =>
        () =>
        {
            scopes?.Require(field, "read_products");
            return node;
        };

    public static GraphNode FulfillmentOrder(StoreOrder order, FulfillmentOrder part, OrderScopes scopes) =>
        new("FulfillmentOrder")
        {
            ["id"] = Gid("FulfillmentOrder", part.Id),
            ["order"] = (Func<object?>)(() => Order(order, scopes)),
            ["status"] = part.Status,
            ["requestStatus"] = "UNSUBMITTED",
            ["fulfillAt"] = part.CreatedAt,
            ["fulfillBy"] = part.FulfillBy,
            ["createdAt"] = part.CreatedAt,
            ["updatedAt"] = part.UpdatedAt,
            ["supportedActions"] = (
                part.Status switch
                {
                    "OPEN" => (string[])["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"],
                    "IN_PROGRESS" => ["CREATE_FULFILLMENT", "MARK_AS_OPEN"],
                    "ON_HOLD" => ["RELEASE_HOLD", "HOLD", "MOVE"],
                    _ => [],
                }
            )
                .Select(action => new GraphNode("FulfillmentOrderSupportedAction") { ["action"] = action })
                .ToList(),
            ["assignedLocation"] = new GraphNode("FulfillmentOrderAssignedLocation")
            {
                ["name"] = LocationName(part.LocationId),
                ["location"] =
                    (Func<object?>)(
                        () =>
                        {
                            scopes.Require("location", "read_locations");
                            return new GraphNode("Location")
                            {
                                ["id"] = Gid("Location", part.LocationId),
                                ["name"] = LocationName(part.LocationId),
                            };
                        }
                    ),
            },
            ["fulfillmentHolds"] = part
                .Holds.Select(h => new GraphNode("FulfillmentHold")
                {
                    ["id"] = Gid("FulfillmentHold", h.Id),
                    ["reason"] = h.Reason,
                    ["reasonNotes"] = h.Notes,
                })
                .ToList(),
            ["lineItems"] =
                (Func<GraphArguments, object?>)(
                    a =>
                        Connection(
                            "FulfillmentOrderLineItemConnection",
                            part.Lines,
                            l => new GraphNode("FulfillmentOrderLineItem")
                            {
                                ["id"] = Gid("FulfillmentOrderLineItem", l.Id),
                                ["sku"] = order.Lines.Find(x => x.Id == l.LineId)!.Sku,
                                ["totalQuantity"] = l.Total,
                                ["remainingQuantity"] = l.Remaining,
                                ["lineItem"] = Line(order, order.Lines.Find(x => x.Id == l.LineId)!, scopes),
                            },
                            a
                        )
                ),
        };

    private static string LocationName(long id) => id == StoreService.MainLocation ? "Main warehouse" : "Second warehouse";

    private static GraphNode Address(StoreAddress address) =>
        new("MailingAddress")
        {
            ["firstName"] = address.FirstName,
            ["lastName"] = address.LastName,
            ["name"] = address.Name,
            ["company"] = address.Company,
            ["address1"] = address.Address1,
            ["address2"] = address.Address2,
            ["city"] = address.City,
            ["province"] = address.Province,
            ["provinceCode"] = address.ProvinceCode,
            ["zip"] = address.Zip,
            ["country"] = address.Country,
            ["countryCodeV2"] = address.CountryCode,
            ["phone"] = address.Phone,
        };

    private static GraphNode Money(long minor, string currency)
    {
        var digits = currency == "JPY" ? 1m : 100m;
        var amount = (minor / digits).ToString("0.0#", CultureInfo.InvariantCulture);
        GraphNode Part() => new("MoneyV2") { ["amount"] = amount, ["currencyCode"] = currency };
        return new GraphNode("MoneyBag") { ["shopMoney"] = Part(), ["presentmentMoney"] = Part() };
    }
}

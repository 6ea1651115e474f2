using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.GraphQL;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>The roots of the schema: what can be asked and what can be changed in one shop.</summary>
internal sealed class StoreRoot(Step step, string shop, OrderScopes scopes)
{
    /// <summary>Told beside the data when a search term was ignored.</summary>
    public List<JsonObject> SearchWarnings { get; } = [];

    public GraphNode Query =>
        new("QueryRoot")
        {
            ["order"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        scopes.Require("order", "read_orders");
                        var id = OrderNodes.ParseGid(a.Required("id"), "Order");
                        return step.Find<StoreOrder>(StoreService.Key(id)) is { } order && order.Shop == shop
                            ? OrderNodes.Order(order, scopes)
                            : null;
                    }
                ),
            ["fulfillmentOrder"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        scopes.RequireFulfillmentOrders("fulfillmentOrder", write: false);
                        var id = OrderNodes.ParseGid(a.Required("id"), "FulfillmentOrder");
                        return step.All<StoreOrder>()
                            .Where(order => order.Shop == shop)
                            .SelectMany(order => order.FulfillmentOrders.Select(part => (order, part)))
                            .Where(pair => pair.part.Id == id)
                            .Select(pair => OrderNodes.FulfillmentOrder(pair.order, pair.part, scopes))
                            .FirstOrDefault();
                    }
                ),
            ["orders"] = (Func<GraphArguments, object?>)Orders,
            ["shop"] =
                (Func<object?>)(
                    () =>
                        new GraphNode("Shop")
                        {
                            ["id"] = OrderNodes.Gid("Shop", 548380009),
                            ["name"] = shop,
                            ["myshopifyDomain"] = Webhooks.Domain(shop),
                            ["currencyCode"] = "USD",
                            ["ianaTimezone"] = "America/New_York",
                        }
                ),
            ["currentAppInstallation"] =
                (Func<object?>)(
                    () =>
                        new GraphNode("AppInstallation")
                        {
                            ["id"] = OrderNodes.Gid("AppInstallation", 402010001),
                            ["accessScopes"] = scopes.Granted.Select(scope => new GraphNode("AccessScope") { ["handle"] = scope }).ToList(),
                        }
                ),
            ["webhookSubscriptions"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        var topics = a.Texts("topics");
                        var mine = step.All<WebhookSubscription>()
                            .Where(s => s.Shop == shop && (topics is null || topics.Contains(s.Topic, StringComparer.Ordinal)))
                            .OrderBy(s => s.Id)
                            .ToList();
                        return OrderNodes.Connection("WebhookSubscriptionConnection", mine, Subscription, a);
                    }
                ),
        };

    public GraphNode Mutation =>
        new("Mutation")
        {
            ["fulfillmentCreate"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        scopes.RequireFulfillmentOrders("fulfillmentCreate", write: true);
                        var input = a.Input("fulfillment")!;
                        var groups = input
                            .Inputs("lineItemsByFulfillmentOrder")!
                            .Select(g => new FulfillmentGroup(
                                OrderNodes.ParseGid(g.Required("fulfillmentOrderId"), "FulfillmentOrder"),
                                g.Inputs("fulfillmentOrderLineItems")
                                    ?.Select(l =>
                                        (OrderNodes.ParseGid(l.Required("id"), "FulfillmentOrderLineItem"), (int)l.Number("quantity")!)
                                    )
                                    .ToList()
                            ))
                            .ToList();
                        return StoreService
                            .Fulfill(step, shop, groups, Tracking(input.Input("trackingInfo")), input.Flag("notifyCustomer"))
                            .ToNode("FulfillmentCreatePayload");
                    }
                ),
            ["fulfillmentTrackingInfoUpdate"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        scopes.RequireFulfillmentOrders("fulfillmentTrackingInfoUpdate", write: true);
                        var id = OrderNodes.ParseGid(a.Required("fulfillmentId"), "Fulfillment");
                        return StoreService
                            .UpdateTracking(step, shop, id, Tracking(a.Input("trackingInfoInput")), a.Flag("notifyCustomer"))
                            .ToNode("FulfillmentTrackingInfoUpdatePayload");
                    }
                ),
            ["fulfillmentCancel"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        scopes.RequireFulfillmentOrders("fulfillmentCancel", write: true);
                        return StoreService
                            .CancelFulfillment(step, shop, OrderNodes.ParseGid(a.Required("id"), "Fulfillment"))
                            .ToNode("FulfillmentCancelPayload");
                    }
                ),
            ["webhookSubscriptionCreate"] = (Func<GraphArguments, object?>)Subscribe,
            ["webhookSubscriptionDelete"] =
                (Func<GraphArguments, object?>)(
                    a =>
                    {
                        var id = OrderNodes.ParseGid(a.Required("id"), "WebhookSubscription");
                        var subscription = step.Find<WebhookSubscription>(StoreService.Key(id));
                        if (subscription is not null && subscription.Shop == shop)
                        {
                            step.Remove(subscription);
                            return new GraphNode("WebhookSubscriptionDeletePayload")
                            {
                                ["deletedWebhookSubscriptionId"] = a.Required("id"),
                                ["userErrors"] = new List<GraphNode>(),
                            };
                        }

                        return new GraphNode("WebhookSubscriptionDeletePayload")
                        {
                            ["deletedWebhookSubscriptionId"] = null,
                            ["userErrors"] = UserErrors("Webhook subscription does not exist", "id"),
                        };
                    }
                ),
        };

    private GraphNode Orders(GraphArguments a)
    {
        scopes.Require("orders", "read_orders");
        var first = OrderNodes.First(a);
        var search = OrderSearch.Parse(a.Text("query"));
        foreach (var field in search.UnknownFields)
        {
            SearchWarnings.Add(
                new JsonObject
                {
                    ["field"] = field,
                    ["message"] = "Invalid search field for this query.",
                    ["code"] = "invalid_field",
                }
            );
        }

        Func<StoreOrder, long> sort = a.Text("sortKey") switch
        {
            "UPDATED_AT" => order => order.UpdatedAt.ToUnixTimeMilliseconds(),
            "ID" => order => order.Id,
            "PROCESSED_AT" or "CREATED_AT" => order => order.CreatedAt.ToUnixTimeMilliseconds(),
            "ORDER_NUMBER" => order => order.Number,
            var other => throw new GraphFieldException($"The stand-in does not sort by {other}."),
        };
        var reverse = a.Flag("reverse");
        var seen = step.Now.AddSeconds(-step.Settings.SearchLagSeconds);
        var found = step.All<StoreOrder>()
            .Where(o => o.Shop == shop && o.UpdatedAt <= seen && search.Matches(o))
            .OrderBy(sort)
            .ThenBy(o => o.Id)
            .ToList();
        if (reverse)
        {
            found.Reverse();
        }

        var queryKey = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{a.Text("query")}|{a.Text("sortKey")}|{reverse}"))
        )[..12];
        var start = 0;
        if (a.Text("after") is { } after)
        {
            var (value, id) = ReadCursor(after, queryKey);
            start = found.FindIndex(o =>
                reverse ? sort(o) < value || (sort(o) == value && o.Id < id) : sort(o) > value || (sort(o) == value && o.Id > id)
            );
            start = start < 0 ? found.Count : start;
        }

        var page = found.Skip(start).Take(first).ToList();
        string? Cursor(StoreOrder? order) =>
            order is null
                ? null
                : Convert.ToBase64String(
                    JsonSerializer.SerializeToUtf8Bytes(
                        new JsonObject
                        {
                            ["last_id"] = order.Id,
                            ["last_value"] = sort(order),
                            ["query"] = queryKey,
                        }
                    )
                );
        return new GraphNode("OrderConnection")
        {
            ["nodes"] = page.Select(o => OrderNodes.Order(o, scopes)).ToList(),
            ["pageInfo"] = OrderNodes.PageInfo(
                start + page.Count < found.Count,
                start > 0,
                Cursor(page.FirstOrDefault()),
                Cursor(page.LastOrDefault())
            ),
        };
    }

    private static (long Value, long Id) ReadCursor(string cursor, string queryKey)
    {
        try
        {
            var json = JsonNode.Parse(OrderNodes.Decode(cursor));
            if (json?["query"]?.GetValue<string>() == queryKey)
            {
                return (json["last_value"]!.GetValue<long>(), json["last_id"]!.GetValue<long>());
            }
        }
        catch (JsonException)
        {
            // Falls through to the refusal that a foreign cursor gets too.
        }

        throw new GraphFieldException("Invalid cursor for current pagination sort.", new JsonObject { ["code"] = "BAD_REQUEST" });
    }

    private static List<TrackingInfo> Tracking(GraphArguments? input)
    {
        if (input is null)
        {
            return [];
        }

        var numbers = input.Texts("numbers") ?? (input.Text("number") is { } number ? [number] : []);
        var urls = input.Texts("urls") ?? (input.Text("url") is { } url ? [url] : []);
        return [.. numbers.Select((n, i) => new TrackingInfo(input.Text("company"), n, i < urls.Count ? urls[i] : null))];
    }

    private GraphNode Subscribe(GraphArguments a)
    {
        var topic = a.Required("topic");
        if (
            topic.StartsWith("ORDERS_", StringComparison.Ordinal)
            || topic is "REFUNDS_CREATE"
            || topic.StartsWith("FULFILLMENTS_", StringComparison.Ordinal)
        )
        {
            scopes.Require("webhookSubscriptionCreate", "read_orders");
        }

        var input = a.Input("webhookSubscription")!;
        var uri = input.Text("uri") ?? string.Empty;
        var error =
            uri.Length == 0 ? "Address can't be blank"
            : uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "Address protocol http:// is not supported"
            : !uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "Address is invalid"
            : step.All<WebhookSubscription>().Any(s => s.Shop == shop && s.Topic == topic && s.Uri == uri)
                ? "Address for this topic has already been taken"
            : null;
        if (error is not null)
        {
            return new GraphNode("WebhookSubscriptionCreatePayload")
            {
                ["webhookSubscription"] = null,
                ["userErrors"] = UserErrors(error, "webhookSubscription", "callbackUrl"),
            };
        }

        var id = StoreService.NextId(step, "webhook", 1100000000000);
        var subscription = step.Add(
            new WebhookSubscription
            {
                Key = StoreService.Key(id),
                Id = id,
                Shop = shop,
                Topic = topic,
                Uri = uri,
                Filter = input.Text("filter"),
                Name = input.Text("name"),
                IncludeFields = [.. input.Texts("includeFields") ?? []],
                CreatedAt = step.Now,
            }
        );
        return new GraphNode("WebhookSubscriptionCreatePayload")
        {
            ["webhookSubscription"] = Subscription(subscription),
            ["userErrors"] = new List<GraphNode>(),
        };
    }

    private static GraphNode Subscription(WebhookSubscription subscription) =>
        new("WebhookSubscription")
        {
            ["id"] = OrderNodes.Gid("WebhookSubscription", subscription.Id),
            ["legacyResourceId"] = subscription.Id,
            ["topic"] = subscription.Topic,
            ["uri"] = subscription.Uri,
            ["filter"] = subscription.Filter,
            ["format"] = "JSON",
            ["includeFields"] = subscription.IncludeFields,
            ["name"] = subscription.Name,
            ["apiVersion"] = new GraphNode("ApiVersion") { ["handle"] = Webhooks.ApiVersion },
            ["createdAt"] = subscription.CreatedAt,
            ["updatedAt"] = subscription.CreatedAt,
        };

    private static List<GraphNode> UserErrors(string message, params string[] field) =>
        [new("UserError") { ["field"] = field, ["message"] = message }];
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dropship.Sandbox.Alibaba1688;
using Dropship.Sandbox.Shopify;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Control;

/// <summary>The interface by which a test or a person moves the stand-ins; the real services have nothing like it.</summary>
internal sealed class ControlEndpoints(SandboxWorld world)
{
    private static readonly JsonSerializerOptions s_complete = new(Journal.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    private readonly ControlViews _views = new(world);

    public void Map(IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control");
        control.MapGet("/state", () => Json(world.Change(_views.State)));
        control.MapGet("/summary", () => Json(world.Change(_views.Summary)));
        control.MapGet(
            "/webhook-times",
            () => Json(new JsonArray([.. world.Calls.WebhookTimes.Select(time => (JsonNode)Math.Round(time, 2))]))
        );
        control.MapDelete(
            "/webhook-times",
            () =>
            {
                world.Calls.ForgetWebhooks();
                return Results.NoContent();
            }
        );
        control.MapGet("/calls", (string? operation, int? last) => Json(_views.Calls(operation, last ?? 500)));
        control.MapGet("/catalog", () => Json(world.Change(ControlViews.Catalog)));
        control.MapGet("/settings", () => Json(JsonSerializer.SerializeToNode<Entity>(world.Change(s => s.Settings), Journal.Options)!));
        control.MapPut("/settings", (JsonObject changes) => Do(step => ChangeSettings(step, changes)));
        control.MapPut("/clock", (JsonObject body) => Do(step => SetClock(step, body)));
        control.MapPost("/faults", (Fault fault) => Do(step => AddFault(step, fault)));
        control.MapDelete(
            "/faults",
            () =>
                Do(step =>
                {
                    foreach (var fault in step.All<Fault>().ToList())
                    {
                        step.Remove(fault);
                    }

                    return null;
                })
        );
        control.MapPost(
            "/tokens/expire",
            () =>
                Do(step =>
                {
                    foreach (var standIn in StandIns.All)
                    {
                        standIn.ExpireTokens(step);
                    }

                    return null;
                })
        );
        control.MapPut("/offers/{id}", (string id, JsonObject body) => Do(step => ChangeOffer(step, id, body)));
        control.MapPost(
            "/orders",
            (OrderWish wish, HttpContext context) =>
                Do(step =>
                {
                    var orders = ControlService.Make(step, wish, Origin(context));
                    return new JsonObject
                    {
                        ["orders"] = new JsonArray([.. orders.Select(o => (JsonNode)ControlViews.StoreOrderState(o))]),
                    };
                })
        );
        control.MapPost(
            "/orders/{id}/{action}",
            async (string id, string action, HttpContext context) =>
            {
                var body = await BodyAsync(context);
                return Do(step => OnStoreOrder(step, id, action, body));
            }
        );
        control.MapPost(
            "/shops/{shop}/{action}",
            async (string shop, string action, HttpContext context) =>
            {
                var body = await BodyAsync(context);
                return Do(step => OnShop(step, shop, action, body));
            }
        );
        control.MapPost(
            "/1688/orders/{id}/{action}",
            async (string id, string action, HttpContext context) =>
            {
                var body = await BodyAsync(context);
                return Do(step => OnPurchaseOrder(step, id, action, body));
            }
        );
    }

    public static string Origin(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    private IResult Do(Func<Step, JsonNode?> work)
    {
        try
        {
            return Json(world.Change(work) ?? new JsonObject { ["done"] = true });
        }
        catch (ControlException exception)
        {
            return Json(new JsonObject { ["error"] = exception.Message }, 400);
        }
        catch (KeyNotFoundException exception)
        {
            return Json(new JsonObject { ["error"] = exception.Message }, 404);
        }
        catch (MarketRefusal refusal)
        {
            return Json(new JsonObject { ["error"] = refusal.Message, ["code"] = refusal.Code }, 409);
        }
    }

    private static IResult Json(JsonNode node, int status = 200) =>
        Results.Text(node.ToJsonString(Journal.Options), "application/json", statusCode: status);

    private static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or 0 && !context.Request.Headers.TransferEncoding.Contains("chunked"))
        {
            return [];
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body, Journal.Options, context.RequestAborted) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static JsonNode? ChangeSettings(Step step, JsonObject changes)
    {
        var settings = step.Settings;
        var current = JsonSerializer.SerializeToNode<Entity>(settings, s_complete)!.AsObject();
        foreach (var (name, value) in changes)
        {
            if (!current.ContainsKey(name) || name is "key" or "entity")
            {
                throw new ControlException($"There is no setting '{name}'.");
            }

            current[name] = value?.DeepClone();
        }

        try
        {
            var changed = (Settings)JsonSerializer.Deserialize<Entity>(current, Journal.Options)!;
            step.Add(changed);
            BuyerTokens.Seed(step);
            return null;
        }
        catch (JsonException exception)
        {
            throw new ControlException(exception.Message, exception);
        }
    }

    private static JsonObject SetClock(Step step, JsonObject body)
    {
        var speed = body["speed"]?.GetValue<double>() ?? 1;
        if (speed is <= 0 or > 1_000_000)
        {
            throw new ControlException("speed must be above 0 and at most 1000000.");
        }

        var clock = step.Clock;
        clock.Elapsed = step.Elapsed + (body["advanceSeconds"]?.GetValue<double>() ?? 0);
        clock.Since = step.Now;
        clock.Speed = speed;
        step.Touch(clock);
        return new JsonObject { ["speed"] = speed, ["elapsedSeconds"] = clock.Elapsed };
    }

    private static JsonObject AddFault(Step step, Fault fault)
    {
        if (StandIns.Find(fault.Target) is null)
        {
            throw new ControlException($"target must be one of {string.Join(", ", StandIns.All.Select(one => one.Name))}.");
        }

        if (!Fault.Kinds.Contains(fault.Kind))
        {
            throw new ControlException($"kind must be one of {string.Join(", ", Fault.Kinds)}.");
        }

        if (fault.Kind == Fault.Twice && fault.Operation is not ("webhook" or "push"))
        {
            throw new ControlException("twice is for operation webhook or push: a caller's request cannot arrive twice by itself.");
        }

        fault.Key = step.Next("fault").ToString("D10", CultureInfo.InvariantCulture);
        step.Add(fault);
        return new JsonObject { ["id"] = fault.Key };
    }

    private static JsonNode? ChangeOffer(Step step, string id, JsonObject body)
    {
        var offer = step.Find<Offer>(id) ?? throw new KeyNotFoundException($"There is no offer {id}.");
        var specId = body["specId"]?.GetValue<string>();
        var specs = offer.Specs.Where(s => specId is null || s.SpecId == specId).ToList();
        if (specId is not null && specs.Count == 0)
        {
            throw new KeyNotFoundException($"Offer {id} has no spec {specId}.");
        }

        if (body["price"]?.GetValue<long>() is { } price)
        {
            specs.ForEach(s => s.Price = price);
            if (specId is null)
            {
                offer.PriceRanges = [.. offer.PriceRanges.Select(r => r with { Price = price })];
                offer.OnePiecePrice = offer.OnePieceFreePostage ? price + 500 : price;
            }
        }

        if (body["stock"]?.GetValue<int>() is { } stock)
        {
            specs.ForEach(s => s.Stock = stock);
            offer.Stock = offer.Specs.Count == 0 ? stock : offer.Stock;
        }

        offer.Status = body["status"]?.GetValue<string>() ?? offer.Status;
        offer.MinOrderQuantity = body["minOrderQuantity"]?.GetValue<int>() ?? offer.MinOrderQuantity;
        offer.Related = body["related"]?.GetValue<bool>() ?? offer.Related;
        step.Touch(offer);
        return null;
    }

    private static JsonObject OnStoreOrder(Step step, string id, string action, JsonObject body)
    {
        var order =
            step.Find<StoreOrder>(id[(id.LastIndexOf('/') + 1)..]) ?? throw new KeyNotFoundException($"There is no store order {id}.");
        string? refusal = null;
        switch (action)
        {
            case "pay":
                StoreService.Pay(step, order);
                break;
            case "cancel":
                refusal = StoreService.Cancel(
                    step,
                    order,
                    body["reason"]?.GetValue<string>() ?? "CUSTOMER",
                    body["refund"]?.GetValue<bool>() ?? true
                );
                break;
            case "refund":
                var quantities = (body["lines"] as JsonArray ?? []).ToDictionary(
                    l =>
                        l!["lineId"] is { } lineId
                            ? long.Parse(lineId.ToString(), CultureInfo.InvariantCulture)
                            : order.Lines[l["index"]!.GetValue<int>()].Id,
                    l => l!["quantity"]?.GetValue<int>() ?? int.MaxValue
                );
                StoreService.Refund(step, order, quantities);
                break;
            case "address":
                StoreService.ChangeAddress(step, order, body.Deserialize<StoreAddress>(Journal.Options)!);
                break;
            case "mend":
                StoreService.Mend(step, order);
                break;
            case "hold":
                StoreService.Hold(step, order, body["reason"]?.GetValue<string>() ?? "OTHER", body["notes"]?.GetValue<string>());
                break;
            case "release":
                StoreService.ReleaseHolds(step, order);
                break;
            case "fulfil":
                var groups = order
                    .FulfillmentOrders.Where(f => f.Status is "OPEN" or "IN_PROGRESS")
                    .Select(f => new FulfillmentGroup(f.Id, null))
                    .ToList();
                var tracking = new TrackingInfo(
                    body["company"]?.GetValue<string>() ?? "UPS",
                    body["number"]?.GetValue<string>() ?? "1Z12345E0205271688",
                    body["url"]?.GetValue<string>()
                );
                refusal =
                    groups.Count == 0
                        ? "Nothing is left to fulfil."
                        : StoreService.Fulfill(step, order.Shop, groups, [tracking], notify: false).Error;
                break;
            default:
                throw new KeyNotFoundException($"There is no action '{action}' on store orders.");
        }

        return refusal is null ? ControlViews.StoreOrderState(order) : throw new ControlException(refusal);
    }

    private static JsonNode? OnShop(Step step, string shop, string action, JsonObject body)
    {
        var settings = step.Settings;
        switch (action)
        {
            case "uninstall":
                Webhooks.Send(step, shop, "app/uninstalled", WebhookBodies.Shop(shop));
                settings.Shops.Remove(shop);
                step.Touch(settings);
                return null;
            case "privacy":
                var topic = body["topic"]?.GetValue<string>() ?? "customers/redact";
                if (topic is not ("customers/redact" or "customers/data_request" or "shop/redact"))
                {
                    throw new ControlException("topic must be customers/redact, customers/data_request or shop/redact.");
                }

                var order = body["orderId"] is { } id ? step.Find<StoreOrder>(id.ToString()) : null;
                Webhooks.Send(
                    step,
                    shop,
                    topic,
                    topic == "shop/redact" ? WebhookBodies.Shop(shop) : WebhookBodies.Privacy(shop, topic, order)
                );
                return null;
            default:
                throw new KeyNotFoundException($"There is no action '{action}' on shops.");
        }
    }

    private static JsonObject OnPurchaseOrder(Step step, string id, string action, JsonObject body)
    {
        var order = step.Find<PurchaseOrder>(id) ?? throw new KeyNotFoundException($"There is no 1688 order {id}.");
        switch (action)
        {
            case "pay":
                MarketService.Pay(step, order, "control");
                break;
            case "ship":
                var entries = (body["entryIds"] as JsonArray ?? [])
                    .Select(e => long.Parse(e!.ToString(), CultureInfo.InvariantCulture))
                    .ToList();
                LogisticsService.Ship(
                    step,
                    order,
                    entries,
                    body["carrier"]?.GetValue<string>(),
                    body["billNumber"]?.GetValue<string>(),
                    body["withoutLogistics"]?.GetValue<bool>() ?? false
                );
                break;
            case "close":
                MarketService.Close(
                    step,
                    order,
                    body["reason"]?.GetValue<string>() ?? "sellerGoodsLack",
                    "CLOSE_TRADE_BY_SELLER",
                    "ORDER_BUYER_VIEW_ORDER_SELLER_CLOSE"
                );
                break;
            case "price":
                MarketService.Reprice(step, order, body["total"]?.GetValue<long>(), body["freight"]?.GetValue<long>());
                break;
            case "confirm":
                LogisticsService.Confirm(step, order);
                break;
            case "logistics":
                var parcel =
                    order.Parcels.Find(p => body["logisticsId"] is null || p.LogisticsId == body["logisticsId"]!.GetValue<string>())
                    ?? throw new KeyNotFoundException("The order has no such parcel.");
                if (body["billNumber"]?.GetValue<string>() is { } number)
                {
                    LogisticsService.ChangeWaybill(step, order, parcel, number, body["carrier"]?.GetValue<string>());
                }
                else
                {
                    LogisticsService.Report(
                        step,
                        order,
                        parcel,
                        body["status"]?.GetValue<string>() ?? throw new ControlException("status or billNumber is needed.")
                    );
                }

                break;
            default:
                throw new KeyNotFoundException($"There is no action '{action}' on 1688 orders.");
        }

        return ControlViews.PurchaseOrderState(order);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>The HTTP face of Shopee: signatures, tokens, limits and the words of its refusals.</summary>
internal sealed class ShopeeEndpoints(SandboxWorld world)
{
    private const string Root = "/shopee";
    private const int LargestBatch = 50;

    private static readonly long s_stampLife = (long)TimeSpan.FromMinutes(5).TotalSeconds;
    private static readonly long s_longestSpan = (long)TimeSpan.FromDays(15).TotalSeconds;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/api/v2/shop/auth_partner", Consent);
        routes.MapPost(
            Root + "/api/v2/auth/token/get",
            context => AnswerAsync(context, null, (step, settings, _, body) => (TakeCode(step, settings, body), null))
        );
        routes.MapPost(
            Root + "/api/v2/auth/access_token/get",
            context => AnswerAsync(context, null, (step, settings, _, body) => (Refresh(step, settings, body), null))
        );
        Shop(
            "GET",
            "/api/v2/shop/get_shop_info",
            (_, shop, _, _) =>
                ShopeeReplies.Plain(
                    new JsonObject
                    {
                        ["shop_name"] = shop.Name,
                        ["region"] = shop.Region,
                        ["status"] = "NORMAL",
                    }
                )
        );
        Shop("GET", "/api/v2/order/get_order_list", (step, shop, query, _) => List(step, shop, query));
        Shop("GET", "/api/v2/order/get_order_detail", (step, shop, query, _) => Detail(step, shop, query));
        Shop("GET", "/api/v2/logistics/get_shipping_parameter", (step, shop, query, _) => ShippingParameter(step, shop, query));
        Shop("POST", "/api/v2/logistics/ship_order", (step, shop, _, body) => ShipOrder(step, shop, body));
        Shop("GET", "/api/v2/logistics/get_tracking_number", (step, shop, query, _) => Number(step, shop, query));

        Shop(
            "POST",
            "/api/v2/logistics/get_shipping_document_parameter",
            (step, shop, _, body) => ShopeeLabels.Parameter(step, shop, body)
        );
        Shop("POST", "/api/v2/logistics/create_shipping_document", (step, shop, _, body) => ShopeeLabels.Create(step, shop, body));
        Shop("POST", "/api/v2/logistics/get_shipping_document_result", (step, shop, _, body) => ShopeeLabels.Result(step, shop, body));
        routes.MapPost(
            Root + "/api/v2/logistics/download_shipping_document",
            context =>
                AnswerAsync(
                    context,
                    context.Request.Query["shop_id"].ToString(),
                    (step, _, shop, body) => ShopeeLabels.Download(step, shop!, body)
                )
        );

        void Shop(string method, string path, Func<Step, ShopeeShop, IQueryCollection, JsonObject, JsonObject> work) =>
            routes.MapMethods(
                Root + path,
                [method],
                (HttpContext context) =>
                    AnswerAsync(
                        context,
                        context.Request.Query["shop_id"].ToString(),
                        (step, _, shop, body) => (work(step, shop!, context.Request.Query, body), null)
                    )
            );
    }

    // The seller's page: here the shop of the settings agrees at once.
    private IResult Consent(HttpContext context)
    {
        var query = context.Request.Query;
        return world.Change(step =>
        {
            var settings = step.Get<ShopeeSettings>(ShopeeSettings.TheKey);
            if (Check(step, settings, context, null) is { } refusal)
            {
                return Results.Text(refusal.ToJsonString(), "application/json", statusCode: 403);
            }

            var code = step.Add(
                new ShopeeCode
                {
                    Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                    Shop = settings.ConsentShop,
                    ExpiresAt = step.Elapsed + ShopeeDesk.CodeLife,
                }
            );
            var redirect = query["redirect"].ToString();
            return Results.Redirect(
                $"{redirect}{(redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={code.Key}&shop_id={settings.ConsentShop}"
            );
        });
    }

    private async Task AnswerAsync(
        HttpContext context,
        string? shopId,
        Func<Step, ShopeeSettings, ShopeeShop?, JsonObject, (JsonObject Answer, byte[]? File)> work
    )
    {
        var started = Stopwatch.GetTimestamp();
        var path = context.Request.Path.Value!;
        var operation = path[(path.LastIndexOf('/') + 1)..] is "get" and var last
            ? path.Split('/')[^2] + "_" + last
            : path[(path.LastIndexOf('/') + 1)..];
        var body = await BodyAsync(context);
        var guard = new FaultGuard(world, ShopeeStandIn.Target, operation);
        if (await guard.BeforeAsync(context))
        {
            Log(guard.Shown ?? "ok");
            return;
        }

        var (status, (answer, file)) = world.Change<(int, (JsonObject, byte[]?))>(step =>
        {
            var settings = step.Get<ShopeeSettings>(ShopeeSettings.TheKey);
            if (Check(step, settings, context, shopId) is { } refusal)
            {
                return (403, (refusal, null));
            }

            return (
                200,
                body is null
                    ? (ShopeeReplies.Error("error_param", "parameter invalid"), null)
                    : work(step, settings, shopId is null ? null : step.Get<ShopeeShop>(shopId), body)
            );
        });

        // Whoever has the answer may look for the call in the log at once.
        Log(guard.Shown ?? (answer["error"]!.GetValue<string>() is { Length: > 0 } error ? error : "ok"));
        await guard.AnswerAsync(context, status, answer, file);

        void Log(string outcome) =>
            world.Calls.Add(
                new CallEntry(
                    world.Time.GetUtcNow(),
                    ShopeeStandIn.Target,
                    operation,
                    shopId ?? "-",
                    outcome,
                    Stopwatch.GetElapsedTime(started).TotalMilliseconds
                )
            );
    }

    private static async Task<JsonObject?> BodyAsync(HttpContext context)
    {
        if (context.Request.Method != HttpMethods.Post)
        {
            return [];
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject? Check(Step step, ShopeeSettings settings, HttpContext context, string? shopId)
    {
        var query = context.Request.Query;
        if (query["partner_id"] != settings.PartnerId.ToString(CultureInfo.InvariantCulture))
        {
            return ShopeeReplies.Error(
                "error_param",
                query.ContainsKey("partner_id") ? "Invalid partner_id." : "There is no partner_id in query."
            );
        }

        if (!long.TryParse(query["timestamp"], NumberStyles.None, CultureInfo.InvariantCulture, out var stamp))
        {
            return ShopeeReplies.Error("error_param", "no timestamp.");
        }

        if (Math.Abs(step.Now.ToUnixTimeSeconds() - stamp) > s_stampLife)
        {
            return ShopeeReplies.Error("error_param", "Timestamp is expired.");
        }

        var path = context.Request.Path.Value![Root.Length..];
        var signed = $"{settings.PartnerId}{path}{stamp}" + (shopId is null ? string.Empty : $"{query["access_token"]}{shopId}");
        if (query["sign"] != ShopeeDesk.Sign(settings.PartnerKey, signed))
        {
            return ShopeeReplies.Error("error_sign", "Wrong sign.");
        }

        if (shopId is null)
        {
            return null;
        }

        var shop = step.Find<ShopeeShop>(shopId);
        return shop is not { IsAuthorised: true } ? ShopeeReplies.Error("shop_no_linked", "Partner and shop has no linked.")
            : shop.AccessTokens.TryGetValue(query["access_token"].ToString(), out var end) && end > step.Elapsed ? null
            : ShopeeReplies.Error("invalid_acceess_token", "Invalid access_token, please have a check.");
    }

    private static JsonObject TakeCode(Step step, ShopeeSettings settings, JsonObject body)
    {
        var code = step.Find<ShopeeCode>(body["code"]?.ToString() ?? string.Empty);
        if (code is null || code.ExpiresAt <= step.Elapsed)
        {
            return ShopeeReplies.Error("invalid_code", "The code is expired or used or invalid, please check the code.");
        }

        if (body["shop_id"]?.ToString() != code.Shop)
        {
            return ShopeeReplies.Error("invalid_shop_id", "The code or shop_id is wrong, please check the code or the shop_id.");
        }

        step.Remove(code);
        return Tokens(step, settings, step.Get<ShopeeShop>(code.Shop));
    }

    private static JsonObject Refresh(Step step, ShopeeSettings settings, JsonObject body)
    {
        var shop = step.Find<ShopeeShop>(body["shop_id"]?.ToString() ?? string.Empty);
        return shop is null
                ? ShopeeReplies.Error("error_shop_refresh_token", "Your refresh token is error ,please check refresh token or shopid.")
            : shop.RefreshToken is null || body["refresh_token"]?.ToString() != shop.RefreshToken
                ? ShopeeReplies.Error("error_auth", "Invalid refresh_token.")
            : Tokens(step, settings, shop);
    }

    private static JsonObject Tokens(Step step, ShopeeSettings settings, ShopeeShop shop)
    {
        var (access, refresh) = ShopeeDesk.Grant(step, shop);
        return ShopeeReplies.Plain(
            new JsonObject
            {
                ["partner_id"] = settings.PartnerId,
                ["shop_id"] = long.Parse(shop.Key, CultureInfo.InvariantCulture),
                ["access_token"] = access,
                ["refresh_token"] = refresh,
                ["expire_in"] = ShopeeDesk.AccessLife,
            }
        );
    }

    private static JsonObject List(Step step, ShopeeShop shop, IQueryCollection query)
    {
        var from = long.Parse(query["time_from"].ToString(), CultureInfo.InvariantCulture);
        var until = long.Parse(query["time_to"].ToString(), CultureInfo.InvariantCulture);
        var size = int.Parse(query["page_size"].ToString(), CultureInfo.InvariantCulture);
        if (from >= until || until - from > s_longestSpan)
        {
            return ShopeeReplies.Error("order.order_list_invalid_time", "Start time must be earlier than end time and diff in 15days.");
        }

        if (size is < 1 or > 100)
        {
            return ShopeeReplies.Error("error_param", "Wrong parameters, detail: page_size should be between 1 and 100.");
        }

        var byUpdate = query["time_range_field"] == "update_time";
        var skip = query["cursor"].ToString() is { Length: > 0 } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;

        // The newest first: nothing is promised of the order.
        var all = step.All<ShopeeOrder>()
            .Where(order =>
                order.Shop == shop.Key && (byUpdate ? order.UpdateTime : order.CreateTime) is var time && time >= from && time <= until
            )
            .OrderByDescending(order => order.UpdateTime)
            .ThenBy(order => order.Key, StringComparer.Ordinal)
            .ToList();
        var withStatus = query["response_optional_fields"].ToString().Contains("order_status", StringComparison.Ordinal);
        var more = skip + size < all.Count;
        return ShopeeReplies.Ok(
            new JsonObject
            {
                ["more"] = more,
                ["next_cursor"] = more ? (skip + size).ToString(CultureInfo.InvariantCulture) : string.Empty,
                ["order_list"] = new JsonArray([
                    .. all.Skip(skip)
                        .Take(size)
                        .Select(order =>
                        {
                            var entry = new JsonObject { ["order_sn"] = order.Key };
                            if (withStatus)
                            {
                                entry["order_status"] = order.Status;
                            }

                            return (JsonNode)entry;
                        }),
                ]),
            }
        );
    }

    private static JsonObject Detail(Step step, ShopeeShop shop, IQueryCollection query)
    {
        var ids = query["order_sn_list"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length is 0 or > LargestBatch)
        {
            return ShopeeReplies.Error("error_param", "Wrong parameters, detail: order_sn_list should hold 1 to 50 orders.");
        }

        var found = ids.Select(id => Find(step, shop, id)).OfType<ShopeeOrder>().ToList();
        var wanted = query["response_optional_fields"].ToString().Split(',').ToHashSet(StringComparer.Ordinal);
        return found.Count == 0
            ? ShopeeReplies.Error("error_not_found", "Wrong parameters, detail: the order is not found.")
            : ShopeeReplies.Ok(
                new JsonObject
                {
                    ["order_list"] = new JsonArray([.. found.Select(order => (JsonNode)ShopeeReplies.Detail(order, shop, wanted))]),
                }
            );
    }

    private static JsonObject ShippingParameter(Step step, ShopeeShop shop, IQueryCollection query)
    {
        if (Find(step, shop, query["order_sn"].ToString()) is not { } order)
        {
            return ShopeeReplies.Error("error_not_found", "Wrong parameters, detail: the order is not found.");
        }

        if (Named(order, query["package_number"].ToString(), out _) is { } refusal)
        {
            return refusal;
        }

        var ways = step.Get<ShopeeSettings>(ShopeeSettings.TheKey).Ways;
        var response = new JsonObject
        {
            ["info_needed"] = new JsonObject(
                ways.Select(way => KeyValuePair.Create(way.Key, (JsonNode?)new JsonArray([.. way.Value.Select(field => (JsonNode)field)])))
            ),
            ["dropoff"] = null,
            ["pickup"] = null,
        };
        if (ways.ContainsKey("pickup"))
        {
            response["pickup"] = new JsonObject
            {
                ["address_list"] = new JsonArray(
                    new JsonObject
                    {
                        ["address_id"] = 11,
                        ["address_flag"] = new JsonArray(),
                        ["time_slot_list"] = null,
                    },
                    new JsonObject
                    {
                        ["address_id"] = 12,
                        ["address_flag"] = new JsonArray("default_address", "pickup_address"),
                        ["time_slot_list"] = new JsonArray(
                            new JsonObject { ["date"] = step.Now.AddDays(1).ToUnixTimeSeconds(), ["pickup_time_id"] = "slot-1" }
                        ),
                    }
                ),
            };
        }

        return ShopeeReplies.Ok(response);
    }

    private static JsonObject ShipOrder(Step step, ShopeeShop shop, JsonObject body)
    {
        if (Find(step, shop, body["order_sn"]?.ToString() ?? string.Empty) is not { } order)
        {
            return ShopeeReplies.Error("logistics.error_param", "Order is not exist.");
        }

        var ways = ((string[])["pickup", "dropoff", "non_integrated"]).Where(body.ContainsKey).ToList();
        if (ways.Count != 1)
        {
            return ShopeeReplies.Error(
                "logistics.ship_order_only_support_one_type",
                "Please select just one way to ship order: pickup or dropoff or non_integrated."
            );
        }

        if (Named(order, body["package_number"]?.ToString() ?? string.Empty, out var package) is { } refusal)
        {
            return refusal;
        }

        var offered = step.Get<ShopeeSettings>(ShopeeSettings.TheKey).Ways;
        if (!offered.TryGetValue(ways[0], out var needed))
        {
            return ShopeeReplies.Error($"logistics.ship_order_unsupport_{ways[0]}", $"This order does not support ship with {ways[0]}.");
        }

        if (package!.TrackingNumber is not null && order.Status != "CANCELLED")
        {
            return ShopeeReplies.Error(
                " logistics.package_already_shipped",
                "This package has already been arranged shipment and you can't call this API again."
            );
        }

        if (order.Status is not ("READY_TO_SHIP" or "RETRY_SHIP"))
        {
            return ShopeeReplies.Error("logistics.ship_order_not_ready_to_ship", "The order is not ready to ship.");
        }

        var given = body[ways[0]] as JsonObject ?? [];
        var number = given["tracking_number"]?.ToString();
        if (needed.Contains("tracking_no") && string.IsNullOrEmpty(number))
        {
            return ShopeeReplies.Error("logistics.ship_order_need_tracking_number", "Parameter tracking_number can not be null.");
        }

        if (needed.Contains("address_id") && (given["address_id"]?.ToString() != "12" || given["pickup_time_id"]?.ToString() != "slot-1"))
        {
            return ShopeeReplies.Error(
                "logistics.ship_order_need_address_pickup_time",
                "Parameter address_id and pickup_time_id are required."
            );
        }

        ShopeeDesk.Ship(step, order, package, number);
        return ShopeeReplies.Plain([]);
    }

    private static JsonObject Number(Step step, ShopeeShop shop, IQueryCollection query)
    {
        if (Find(step, shop, query["order_sn"].ToString()) is not { } order)
        {
            return ShopeeReplies.Error("logistics.invalid_error", "The order is not exist.");
        }

        return Named(order, query["package_number"].ToString(), out var package)
            ?? ShopeeReplies.Ok(
                new JsonObject
                {
                    ["tracking_number"] = package!.NumberFrom <= step.Elapsed ? package.TrackingNumber ?? string.Empty : string.Empty,
                }
            );
    }

    // A split order has to name its package, and one that is not split must not.
    private static JsonObject? Named(ShopeeOrder order, string number, out ShopeePackage? package)
    {
        package = number.Length == 0 ? order.Packages[0] : order.Packages.Find(one => one.Number == number);
        return order.SplitUp && number.Length == 0
                ? ShopeeReplies.Error(
                    "logistics.ship_order_need_pacakge_number",
                    "Please request with package_number for this split order."
                )
            : !order.SplitUp && number.Length > 0
                ? ShopeeReplies.Error(
                    "logistics.ship_order_not_need_pacakge_number",
                    "Please don't request with package_number for this unsplit order."
                )
            : package is null ? ShopeeReplies.Error("logistics.package_not_exist", "The package is not exist.")
            : null;
    }

    private static ShopeeOrder? Find(Step step, ShopeeShop shop, string number) =>
        step.Find<ShopeeOrder>(number) is { } order && order.Shop == shop.Key ? order : null;
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Lazada;

/// <summary>Lazada's Open Platform with one shop in Malaysia, and its page of consent.</summary>
internal sealed class LazadaStandIn : StoreStandIn
{
    public const string Target = "lazada";

    private const string Root = "/lazada/rest";
    private const int CodeLife = 1800;

    private static readonly long s_stampLife = (long)TimeSpan.FromHours(2).TotalMilliseconds;
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string Name => Target;

    public override double TokenLife => 30 * 24 * 3600;

    protected override string FirstToken => "sandbox-lazada-access";

    protected override StoreSettings Defaults =>
        new()
        {
            AppKey = "123456",
            AppSecret = "sandbox-lazada-secret",
            ShopId = "1001",
            Currency = "MYR",
            RefreshToken = "sandbox-lazada-refresh",
        };

    public override string IdOf(long sequence) => (415890823900000 + sequence).ToString(CultureInfo.InvariantCulture);

    public override string StatusOf(PlatformOrder order) =>
        order.IsCancelled ? "canceled"
        : order.PaidAt is null ? "unpaid"
        : order.IsShipped ? "ready_to_ship"
        : "pending";

    public override Delivery Tell(Step step, PlatformOrder order, bool isNew) =>
        new()
        {
            Topic = "message/0",
            Body = new JsonObject
            {
                ["seller_id"] = StoreBook.SettingsOf(step, Name).ShopId,
                ["message_type"] = 0,
                ["data"] = new JsonObject
                {
                    ["order_status"] = StatusOf(order),
                    ["status_update_time"] = order.UpdatedAt.ToUnixTimeSeconds(),
                    ["trade_order_id"] = order.Id,
                    ["trade_order_line_id"] = LazadaReplies.ItemId(order.Lines[0], 0).ToString(CultureInfo.InvariantCulture),
                },
                ["timestamp"] = step.Now.ToUnixTimeMilliseconds(),
                ["site"] = "lazada_my",
            }.ToJsonString(s_json),
        };

    public override (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (
                200,
                LazadaReplies.Error("ApiCallLimit", "ISV", "Api access frequency exceeds the limit. this ban will last 1 seconds")
            ),
            Fault.TokenExpired => (
                200,
                LazadaReplies.Error("IllegalAccessToken", "ISV", "The specified access token is invalid or expired")
            ),
            _ => null,
        };

    public override IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        return
        [
            KeyValuePair.Create(
                "Authorization",
                Convert.ToHexStringLower(
                    HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.AppSecret), Encoding.UTF8.GetBytes(settings.AppKey + delivery.Body))
                )
            ),
        ];
    }

    protected override void MapStore(IEndpointRouteBuilder routes, StoreCalls calls)
    {
        routes.MapGet(
            "/lazada/oauth/authorize",
            (HttpContext context) =>
                calls.Change(step =>
                {
                    var query = context.Request.Query;
                    if (query["client_id"] != StoreBook.SettingsOf(step, Name).AppKey)
                    {
                        return Results.Text("invalid client_id", statusCode: 400);
                    }

                    var redirect = query["redirect_uri"].ToString();
                    var code = StoreBook.NewCode(step, Name, CodeLife);
                    return Results.Redirect($"{redirect}{(redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={code}");
                })
        );
        Route("POST", "/auth/token/create", "token_create", TakeCode, needsToken: false);
        Route("POST", "/auth/token/refresh", "token", Refresh, needsToken: false);
        Route("GET", "/orders/get", "list", List);
        Route(
            "GET",
            "/order/get",
            "read",
            (step, form) =>
                Find(step, form["order_id"]) is { } order
                    ? LazadaReplies.Ok(LazadaReplies.Head(order, StatusOf(order)))
                    : NoOrder(form["order_id"])
        );
        Route(
            "GET",
            "/order/items/get",
            "items",
            (step, form) =>
                Find(step, form["order_id"]) is { } order ? LazadaReplies.Ok(LazadaReplies.Items(order)) : NoOrder(form["order_id"])
        );
        Route("GET", "/orders/items/get", "items", ManyItems);
        Route("POST", "/order/shipment/providers/get", "providers", Providers);
        Route("POST", "/order/fulfill/pack", "pack", Pack);
        Route("POST", "/order/package/rts", "ship", Ready);
        Route("POST", "/order/package/document/get", "label", Label);

        void Route(
            string method,
            string path,
            string operation,
            Func<Step, IReadOnlyDictionary<string, string>, JsonObject> work,
            bool needsToken = true
        ) =>
            routes.MapMethods(
                Root + path,
                [method],
                (HttpContext context) =>
                    calls.AnswerAsync(
                        context,
                        operation,
                        (step, call) =>
                        {
                            var form = FormOf(call);
                            var answer = Check(step, path, form, needsToken) ?? work(step, form);
                            var code = answer["code"]!.GetValue<string>();
                            return new StoreReply(200, answer, code == "0" ? "ok" : code);
                        }
                    )
            );
    }

    private static Dictionary<string, string> FormOf(StoreCall call) =>
        (
            call.Request.Method == HttpMethods.Get
                ? call.Request.Query.Select(one => KeyValuePair.Create(one.Key, one.Value.ToString()))
                : Microsoft
                    .AspNetCore.WebUtilities.QueryHelpers.ParseQuery(call.Body)
                    .Select(one => KeyValuePair.Create(one.Key, one.Value.ToString()))
        ).ToDictionary(StringComparer.Ordinal);

    private JsonObject? Check(Step step, string path, Dictionary<string, string> form, bool needsToken)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        if (form.GetValueOrDefault("app_key") != settings.AppKey)
        {
            return LazadaReplies.Error("InvalidAppKey", "ISV", "The specified App Key is invalid");
        }

        if (
            !long.TryParse(form.GetValueOrDefault("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp)
            || Math.Abs(step.Now.ToUnixTimeMilliseconds() - stamp) > s_stampLife
        )
        {
            return LazadaReplies.Error("IllegalTimestamp", "ISV", "The specified timestamp parameter is invalid");
        }

        var text =
            path
            + string.Concat(
                form.Where(one => one.Key != "sign").OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key + one.Value)
            );
        var right = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.AppSecret), Encoding.UTF8.GetBytes(text)));
        return form.GetValueOrDefault("sign") != right
                ? LazadaReplies.Error("IncompleteSignature", "ISV", "The request signature does not conform to platform standards")
            : needsToken && !StoreBook.IsLetIn(step, Name, form.GetValueOrDefault("access_token"))
                ? LazadaReplies.Error("IllegalAccessToken", "ISV", "The specified access token is invalid or expired")
            : null;
    }

    private JsonObject TakeCode(Step step, IReadOnlyDictionary<string, string> form) =>
        StoreBook.TakeCode(step, Name, form.GetValueOrDefault("code"))
            ? Tokens(step)
            : LazadaReplies.Error("InvalidCode", "ISV", "Invalid authorization code");

    private JsonObject Refresh(Step step, IReadOnlyDictionary<string, string> form) =>
        form.GetValueOrDefault("refresh_token") == StoreBook.SettingsOf(step, Name).RefreshToken
            ? Tokens(step)
            : LazadaReplies.Error("IllegalRefreshToken", "ISV", "The specified refresh token is invalid or expired");

    private JsonObject Tokens(Step step)
    {
        var (access, refresh) = StoreBook.Grant(step, Name, TokenLife, rotates: false);
        return LazadaReplies.Plain(
            new JsonObject
            {
                ["access_token"] = access,
                ["refresh_token"] = refresh,
                ["expires_in"] = (long)TokenLife,
                ["refresh_expires_in"] = 180 * 24 * 3600,
                ["country"] = "my",
                ["country_user_info"] = new JsonArray(
                    new JsonObject { ["country"] = "my", ["seller_id"] = StoreBook.SettingsOf(step, Name).ShopId }
                ),
            }
        );
    }

    private JsonObject List(Step step, IReadOnlyDictionary<string, string> form)
    {
        var limit = int.Parse(form.GetValueOrDefault("limit") ?? "100", CultureInfo.InvariantCulture);
        var offset = int.Parse(form.GetValueOrDefault("offset") ?? "0", CultureInfo.InvariantCulture);
        if (limit is < 1 or > 100)
        {
            return LazadaReplies.Error("19", "ISV", "E019: Invalid Limit");
        }

        if (offset > 5000)
        {
            return LazadaReplies.Error("14", "ISV", "E014: Invalid Offset");
        }

        if (!form.ContainsKey("update_after") && !form.ContainsKey("created_after"))
        {
            return LazadaReplies.Error("36", "ISV", "E036: update_after or created_after is mandatory");
        }

        var after = TimeOf("update_after");
        var before = TimeOf("update_before");
        var orders = StoreBook
            .All(step, Name)
            .Where(order =>
                LazadaReplies.Second(order.UpdatedAt) is var at && (after is null || at >= after) && (before is null || at < before)
            )
            .OrderBy(order => order.UpdatedAt)
            .ToList();
        return LazadaReplies.Ok(
            new JsonObject
            {
                ["countTotal"] = orders.Count,
                ["count"] = Math.Clamp(orders.Count - offset, 0, limit),
                ["orders"] = new JsonArray([
                    .. orders.Skip(offset).Take(limit).Select(order => (JsonNode)LazadaReplies.Head(order, StatusOf(order))),
                ]),
            }
        );

        DateTimeOffset? TimeOf(string name) =>
            form.TryGetValue(name, out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    private JsonObject ManyItems(Step step, IReadOnlyDictionary<string, string> form)
    {
        var ids = JsonNode.Parse(form["order_ids"])!.AsArray().Select(id => id!.ToString()).ToList();
        return ids.Count > 50
            ? LazadaReplies.Error("38", "ISV", "E038: Too many orders were requested")
            : LazadaReplies.Ok(
                new JsonArray([
                    .. ids.Select(id => Find(step, id))
                        .OfType<PlatformOrder>()
                        .Select(order =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["order_id"] = long.Parse(order.Id, CultureInfo.InvariantCulture),
                                    ["order_items"] = LazadaReplies.Items(order),
                                }
                        ),
                ])
            );
    }

    private JsonObject Providers(Step step, IReadOnlyDictionary<string, string> form) =>
        LazadaReplies.Result(
            new JsonObject
            {
                ["shipping_allocate_type"] = "TFS",
                ["platform_default"] = 1,
                ["shipment_providers"] = new JsonArray(),
            }
        );

    // Each piece that may be packed gets the same new package; the others say why not.
    private JsonObject Pack(Step step, IReadOnlyDictionary<string, string> form)
    {
        var package = $"FP{step.Next("lazada-package"):D9}";
        var number = $"MYMPA{step.Next("lazada-tracking"):D9}";
        var rows = new JsonArray();
        foreach (var wanted in JsonNode.Parse(form["packReq"])!["pack_order_list"]!.AsArray())
        {
            var order = Find(step, wanted!["order_id"]!.ToString());
            var items = new JsonArray();
            foreach (var item in wanted["order_item_list"]!.AsArray().Select(id => id!.GetValue<long>()))
            {
                var state = order is null ? null : LazadaReplies.StateOf(order, item);
                var mayPack = state is "pending";
                if (mayPack)
                {
                    order!.Extra[$"{item}"] = $"packed|{package}|{number}";
                    step.Touch(order);
                }

                items.Add(
                    new JsonObject
                    {
                        ["order_item_id"] = item,
                        ["msg"] = mayPack ? "success" : "FO_ITEM_NOT_ALLOW_TO_PACK",
                        ["item_err_code"] =
                            mayPack ? "0"
                            : order is null ? "700021"
                            : "700026",
                        ["tracking_number"] = mayPack ? number : string.Empty,
                        ["package_id"] = mayPack ? package : string.Empty,
                        ["retry"] = false,
                    }
                );
            }

            rows.Add(new JsonObject { ["order_id"] = wanted["order_id"]!.DeepClone(), ["order_item_list"] = items });
        }

        return LazadaReplies.Result(new JsonObject { ["pack_order_list"] = rows });
    }

    private JsonObject Ready(Step step, IReadOnlyDictionary<string, string> form)
    {
        var rows = new JsonArray();
        foreach (
            var package in JsonNode.Parse(form["readyToShipReq"])!["packages"]!.AsArray().Select(one => one!["package_id"]!.ToString())
        )
        {
            var order = StoreBook
                .All(step, Name)
                .FirstOrDefault(one => one.Extra.Values.Any(value => value.Contains(package, StringComparison.Ordinal)));
            var code =
                order is null ? "30012"
                : order.IsCancelled ? "600002"
                : "0";
            if (code == "0")
            {
                Send(step, order!, package);
            }

            rows.Add(
                new JsonObject
                {
                    ["package_id"] = package,
                    ["item_err_code"] = code,
                    ["msg"] = code == "0" ? "success" : "package already cancelled",
                    ["retry"] = false,
                }
            );
        }

        return LazadaReplies.Result(new JsonObject { ["packages"] = rows });
    }

    private void Send(Step step, PlatformOrder order, string package)
    {
        var packed = order.Extra.Where(one => one.Value.StartsWith($"packed|{package}|", StringComparison.Ordinal)).ToList();
        if (packed.Count == 0)
        {
            return;
        }

        var parcel = new PlatformParcel
        {
            Id = package,
            Numbers = [packed[0].Value.Split('|')[2]],
            Carrier = "LEX MY",
            ShippedAt = step.Now,
        };
        foreach (var (item, value) in packed)
        {
            order.Extra[item] = $"ready_to_ship{value["packed".Length..]}";
            var line = order.Lines.Single(one => LazadaReplies.IsOf(one, long.Parse(item, CultureInfo.InvariantCulture)));
            parcel.Pieces[line.Id] = parcel.Pieces.GetValueOrDefault(line.Id) + 1;
        }

        order.Parcels.Add(parcel);
        StoreBook.Changed(step, this, order);
    }

    private JsonObject Label(Step step, IReadOnlyDictionary<string, string> form)
    {
        var package = JsonNode.Parse(form["getDocumentReq"])!["packages"]![0]!["package_id"]!.ToString();
        return StoreBook.All(step, Name).SelectMany(order => order.Parcels).Any(parcel => parcel.Id == package)
            ? LazadaReplies.Result(
                new JsonObject { ["doc_type"] = "PDF", ["file"] = Convert.ToBase64String(Encoding.ASCII.GetBytes("%PDF-1.4 " + package)) }
            )
            : LazadaReplies.Failed("700040", "no printable package");
    }

    private PlatformOrder? Find(Step step, string id) => StoreBook.Find(step, Name, id);

    private static JsonObject NoOrder(string id) => LazadaReplies.Error("16", "ISV", $"E016: \"{id}\" Invalid Order ID");
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.TikTok;

/// <summary>TikTok Shop's Partner API with one shop in the market of its currency, its page of consent and its host for tokens.</summary>
internal sealed class TikTokStandIn : StoreStandIn
{
    public const string Target = "tiktok";
    public const string Cipher = "ROW_sandbox";

    private const string Root = "/tiktok";
    private const int CodeLife = 1800;
    private const int OldestStamp = 300;
    private const int NewestStamp = 30;
    private const int CallsPerSecond = 50;
    private const int LargestBatch = 50;
    private const int RefreshLife = 365 * 24 * 3600;

    private static readonly TimeSpan s_mayChange = TimeSpan.FromHours(72);
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // By operation: the second, and the calls in it. Looked at within a step only.
    private readonly Dictionary<string, (long Second, int Calls)> _rates = new(StringComparer.Ordinal);

    public override string Name => Target;

    public override double TokenLife => 7 * 24 * 3600;

    protected override string FirstToken => "sandbox-tiktok-access";

    protected override StoreSettings Defaults =>
        new()
        {
            AppKey = "sandboxtiktok1",
            AppSecret = "sandbox-tiktok-secret",
            ShopId = "7494049642642440001",
            Name = "Sandbox TikTok shop",
            RefreshToken = "sandbox-tiktok-refresh",
            Scopes = ["authorization", "order", "logistics", "fulfillment"],
        };

    public override string IdOf(long sequence) => (576461413000000000 + sequence).ToString(CultureInfo.InvariantCulture);

    public override Action<Step, PlatformOrder>? ActOf(string name) =>
        name switch
        {
            "hold" => (step, order) => Mark(step, order, "on_hold", "yes"),
            "release" => (step, order) => Mark(step, order, "on_hold", null),
            "request-cancel" => (step, order) => Mark(step, order, "cancel_requested", "yes"),
            "platform-shipping" => (step, order) => Mark(step, order, "shipping_type", "TIKTOK"),
            _ => null,
        };

    public override string StatusOf(PlatformOrder order) =>
        order.IsCancelled ? "CANCELLED"
        : order.PaidAt is null ? "UNPAID"
        : order.Extra.ContainsKey("on_hold") ? "ON_HOLD"
        : order.IsShipped ? "IN_TRANSIT"
        : order.Parcels.Count > 0 ? "PARTIALLY_SHIPPING"
        : "AWAITING_SHIPMENT";

    public override Delivery Tell(Step step, PlatformOrder order, bool isNew) =>
        new()
        {
            Topic = "webhook/1",
            Body = new JsonObject
            {
                ["type"] = 1,
                ["tts_notification_id"] = (7327112393000000000 + step.Next("tiktok-notification")).ToString(CultureInfo.InvariantCulture),
                ["shop_id"] = StoreBook.SettingsOf(step, Name).ShopId,
                ["timestamp"] = step.Now.ToUnixTimeSeconds(),
                ["data"] = new JsonObject
                {
                    ["order_id"] = order.Id,
                    ["order_status"] = order.IsCancelled ? "CANCEL" : StatusOf(order),
                    ["is_on_hold_order"] = order.Extra.ContainsKey("on_hold"),
                    ["update_time"] = order.UpdatedAt.ToUnixTimeSeconds(),
                },
            }.ToJsonString(s_json),
        };

    public override (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (429, TikTokReplies.Error(36009002, "Too many requests. Please try again later.")),
            Fault.TokenExpired => (401, TikTokReplies.Error(105002, "The access token has expired.")),
            _ => null,
        };

    public override IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        return [KeyValuePair.Create("Authorization", Hash(settings.AppSecret, settings.AppKey + delivery.Body))];
    }

    protected override void MapStore(IEndpointRouteBuilder routes, StoreCalls calls)
    {
        routes.MapGet(
            Root + "/open/authorize",
            (HttpContext context) =>
                calls.Change(step =>
                    context.Request.Query["service_id"].Count == 0
                        ? Results.Text("service_id is missing", statusCode: 400)
                        : Results.Redirect(
                            "https://app.example/api/consents/stores"
                                + $"?app_key={StoreBook.SettingsOf(step, Name).AppKey}&code={StoreBook.NewCode(step, Name, CodeLife)}"
                                + $"&locale=en&shop_region={MarketOf(step)}&state={Uri.EscapeDataString(context.Request.Query["state"].ToString())}"
                        )
                )
        );
        routes.MapGet(Root + "/api/v2/token/get", context => calls.AnswerAsync(context, "token_get", TakeCode));
        routes.MapGet(Root + "/api/v2/token/refresh", context => calls.AnswerAsync(context, "token_refresh", Refresh));
        Route("GET", "/authorization/202309/shops", "shops", "authorization", (step, _) => Shops(step));
        Route("POST", "/order/202309/orders/search", "list", "order", Search);
        Route("GET", "/order/202309/orders", "read", "order", Read);
        Route("GET", "/logistics/202309/warehouses", "warehouses", "logistics", (_, _) => Warehouses());
        Route("GET", "/logistics/202309/delivery_options/{id}/shipping_providers", "carriers", "logistics", (_, call) => Providers(call));
        Route("POST", "/fulfillment/202309/orders/{id}/packages", "ship", "fulfillment", Pack);
        Route("POST", "/fulfillment/202309/packages/{id}/ship", "ship", "fulfillment", Ship);
        Route("POST", "/fulfillment/202309/packages/{id}/shipping_info/update", "update", "fulfillment", Update);

        void Route(string method, string path, string operation, string scope, Func<Step, StoreCall, JsonObject> work) =>
            routes.MapMethods(
                Root + path,
                [method],
                (HttpContext context) =>
                    calls.AnswerAsync(
                        context,
                        operation,
                        (step, call) => Check(step, call, operation, scope) ?? Answer(200, work(step, call))
                    )
            );
    }

    private StoreReply? Check(Step step, StoreCall call, string operation, string scope)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        var second = step.Now.ToUnixTimeSeconds();
        var rate = _rates.GetValueOrDefault(operation);
        _rates[operation] = rate.Second == second ? (second, rate.Calls + 1) : (second, 1);
        if (_rates[operation].Calls > CallsPerSecond)
        {
            return Answer(429, TikTokReplies.Error(36009002, "Too many requests. Please try again later."));
        }

        if (
            !long.TryParse(call.Query("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp)
            || stamp < second - OldestStamp
            || stamp > second + NewestStamp
        )
        {
            return Answer(400, TikTokReplies.Error(36009004, "Invalid timestamp."));
        }

        var parameters = call
            .Request.Query.Where(one => one.Key is not ("sign" or "access_token"))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Key + one.Value);
        var path = call.Request.Path.Value![Root.Length..];
        var text = $"{settings.AppSecret}{path}{string.Concat(parameters)}{call.Body}{settings.AppSecret}";
        return call.Query("app_key") != settings.AppKey || call.Query("sign") != Hash(settings.AppSecret, text)
                ? Answer(401, TikTokReplies.Error(106001, "Signature is invalid."))
            : !StoreBook.IsLetIn(step, Name, call.Header("x-tts-access-token"))
                ? Answer(401, TikTokReplies.Error(105002, "The access token has expired."))
            : !settings.Scopes.Contains(scope) ? Answer(403, TikTokReplies.Error(105005, "The app has no access to this interface."))
            : scope != "authorization" && call.Query("shop_cipher") != Cipher
                ? Answer(400, TikTokReplies.Error(36009004, "Invalid shop_cipher."))
            : null;
    }

    private StoreReply TakeCode(Step step, StoreCall call) =>
        IsApp(step, call) && call.Query("grant_type") == "authorized_code" && StoreBook.TakeCode(step, Name, call.Query("auth_code"))
            ? Tokens(step)
            : Answer(200, TikTokReplies.Error(105000, "The authorization code is invalid or expired."));

    private StoreReply Refresh(Step step, StoreCall call) =>
        IsApp(step, call)
        && call.Query("grant_type") == "refresh_token"
        && call.Query("refresh_token") == StoreBook.SettingsOf(step, Name).RefreshToken
            ? Tokens(step)
            : Answer(200, TikTokReplies.Error(105001, "The refresh token is invalid or expired."));

    private bool IsApp(Step step, StoreCall call) =>
        StoreBook.SettingsOf(step, Name) is var settings
        && call.Query("app_key") == settings.AppKey
        && call.Query("app_secret") == settings.AppSecret;

    private StoreReply Tokens(Step step)
    {
        var (access, refresh) = StoreBook.Grant(step, Name, TokenLife, rotates: true);
        return Answer(
            200,
            TikTokReplies.Ok(
                new JsonObject
                {
                    ["access_token"] = access,
                    ["access_token_expire_in"] = step.Now.AddSeconds(TokenLife).ToUnixTimeSeconds(),
                    ["refresh_token"] = refresh,
                    ["refresh_token_expire_in"] = step.Now.AddSeconds(RefreshLife).ToUnixTimeSeconds(),
                    ["open_id"] = "sandbox-open-id",
                    ["seller_name"] = StoreBook.SettingsOf(step, Name).Name,
                    ["seller_base_region"] = MarketOf(step),
                    ["user_type"] = 0,
                }
            )
        );
    }

    private JsonObject Shops(Step step)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        return TikTokReplies.Ok(
            new JsonObject
            {
                ["shops"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = settings.ShopId,
                        ["name"] = settings.Name,
                        ["region"] = MarketOf(step),
                        ["seller_type"] = "CROSS_BORDER",
                        ["cipher"] = Cipher,
                        ["code"] = "SANDBOX1",
                    }
                ),
            }
        );
    }

    private JsonObject Search(Step step, StoreCall call)
    {
        if (
            !int.TryParse(call.Query("page_size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size < 1
            || size > StoreBook.SettingsOf(step, Name).LargestPage
        )
        {
            return TikTokReplies.Error(36009004, "Invalid page_size.");
        }

        if (call.Json is not { } body)
        {
            return TikTokReplies.Error(36009004, "The body is invalid.");
        }

        var from = body["update_time_ge"]?.GetValue<long>() ?? 0;
        var until = body["update_time_lt"]?.GetValue<long>() ?? long.MaxValue;
        var byTime = call.Query("sort_field") == "update_time";
        var found = StoreBook
            .All(step, Name)
            .Where(order => order.UpdatedAt.ToUnixTimeSeconds() is var at && at >= from && at < until)
            .OrderBy(order => byTime ? order.UpdatedAt : order.CreatedAt)
            .ToList();
        if (call.Query("sort_order") != "ASC")
        {
            found.Reverse();
        }

        var skip = 0;
        if (call.Query("page_token") is { } mark && (!TryRead(mark, out skip) || skip < 1))
        {
            return TikTokReplies.Error(36009004, "Invalid page_token.");
        }

        return TikTokReplies.Ok(
            new JsonObject
            {
                ["total_count"] = found.Count,
                ["next_page_token"] =
                    skip + size < found.Count
                        ? Convert.ToBase64String(Encoding.ASCII.GetBytes((skip + size).ToString(CultureInfo.InvariantCulture)))
                        : string.Empty,
                ["orders"] = new JsonArray([.. found.Skip(skip).Take(size).Select(order => (JsonNode)Describe(step, order))]),
            }
        );

        static bool TryRead(string mark, out int skip)
        {
            var bytes = new byte[mark.Length];
            skip = 0;
            return Convert.TryFromBase64String(mark, bytes, out var length)
                && int.TryParse(bytes.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out skip);
        }
    }

    private JsonObject Read(Step step, StoreCall call)
    {
        var ids = (call.Query("ids") ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);
        return ids.Length is 0 or > LargestBatch
            ? TikTokReplies.Error(36009004, "Invalid ids.")
            : TikTokReplies.Ok(
                new JsonObject
                {
                    ["orders"] = new JsonArray([
                        .. ids.Select(id => Find(step, id)).OfType<PlatformOrder>().Select(order => (JsonNode)Describe(step, order)),
                    ]),
                }
            );
    }

    private static JsonObject Warehouses() =>
        TikTokReplies.Ok(
            new JsonObject { ["warehouses"] = new JsonArray(new JsonObject { ["id"] = "6955005333819120001", ["name"] = "Sandbox" }) }
        );

    private static JsonObject Providers(StoreCall call) =>
        Named(call) == TikTokReplies.DeliveryOption
            ? TikTokReplies.Ok(
                new JsonObject
                {
                    ["shipping_providers"] = new JsonArray([
                        .. TikTokReplies.Carriers.Select(one => (JsonNode)new JsonObject { ["id"] = one.Id, ["name"] = one.Name }),
                    ]),
                }
            )
            : TikTokReplies.Error(21008116, "No Subscription without specified delivery option.");

    private JsonObject Pack(Step step, StoreCall call)
    {
        if (MakesPackages(step))
        {
            return TikTokReplies.Error(21008106, "This interface cannot be used in this region.");
        }

        if (Find(step, Named(call)) is not { } order)
        {
            return TikTokReplies.Error(21008111, "The order or package does not belong to the current seller.");
        }

        var wanted = call.Json?["order_line_item_ids"]?.AsArray().Select(id => id!.ToString()).ToList();
        var units = TikTokReplies.Units(order).ToList();
        if (wanted?.Exists(id => !units.Exists(unit => unit.Id == id)) == true)
        {
            return TikTokReplies.Error(21011029, "order does not belong to fulfill unit");
        }

        var chosen = units.Where(unit => wanted?.Contains(unit.Id) ?? !unit.IsTakenBack).ToList();
        return Refusal(step, order, chosen, call.Json)
            ?? Send(
                step,
                order,
                chosen,
                string.Create(CultureInfo.InvariantCulture, $"{1_152_000_000_000_000_000 + step.Next("tiktok-package")}"),
                call.Json!
            );
    }

    private JsonObject Ship(Step step, StoreCall call)
    {
        if (call.Json?["self_shipment"] is not JsonObject shipment)
        {
            return TikTokReplies.Error(21001001, "Invalid parameters. Please ensure you are passing the correct request parameter(s).");
        }

        if (!MakesPackages(step))
        {
            return TikTokReplies.Error(21008106, "This interface cannot be used in this region.");
        }

        var package = Named(call);
        if (StoreBook.All(step, Name).FirstOrDefault(one => TikTokReplies.MadePackage(one) == package) is not { } order)
        {
            return TikTokReplies.Error(21011028, "The package does not belong to the current shop.");
        }

        var chosen = TikTokReplies.Units(order).Where(unit => !unit.IsTakenBack).ToList();
        return Refusal(step, order, chosen, shipment) ?? Send(step, order, chosen, package, shipment);
    }

    private JsonObject Update(Step step, StoreCall call)
    {
        var package = Named(call);
        var order = StoreBook.All(step, Name).FirstOrDefault(one => one.Parcels.Exists(parcel => parcel.Id == package));
        if (order is null || call.Json is not { } body)
        {
            return TikTokReplies.Error(21011028, "The package does not belong to the current shop.");
        }

        var parcel = order.Parcels.Single(one => one.Id == package);
        if (order.IsCancelled)
        {
            return TikTokReplies.Error(21011042, "Cannot complete the operation when order is cancelled.");
        }

        if (step.Now > parcel.ShippedAt + s_mayChange)
        {
            return TikTokReplies.Error(21011050, "The tracking number can only be updated within a certain number of hours.");
        }

        if (order.Extra.ContainsKey($"updated:{package}"))
        {
            return TikTokReplies.Error(21011051, "The tracking number can only be updated once.");
        }

        if (NumberRefusal(step, order, body) is { } refusal)
        {
            return refusal;
        }

        parcel.Numbers = [body["tracking_number"]!.ToString()];
        parcel.Carrier = CarrierOf(body)!;
        order.Extra[$"updated:{package}"] = "yes";
        StoreBook.Changed(step, this, order);
        return TikTokReplies.Ok(new JsonObject());
    }

    private JsonObject? Refusal(
        Step step,
        PlatformOrder order,
        List<(PlatformLine Line, string Id, bool IsTakenBack)> units,
        JsonObject? body
    ) =>
        order.IsCancelled ? TikTokReplies.Error(21011041, "Cannot complete the operation when order is cancelled.")
        : StatusOf(order) is "IN_TRANSIT" || units.Exists(unit => TikTokReplies.PackageOf(order, unit.Id) is not null)
            ? TikTokReplies.Error(21011006, "These orders are already shipped.")
        : StatusOf(order) is "UNPAID" or "ON_HOLD"
            ? TikTokReplies.Error(21042057, "These orders are not in the Awaiting shipment status. Couldn't create labels for them.")
        : order.Extra.ContainsKey("cancel_requested")
            ? TikTokReplies.Error(21011007, "Package item has after-sale request, please process the after-sale request first.")
        : order.Extra.ContainsKey("shipping_type")
            ? TikTokReplies.Error(21011004, "This API cannot be used for packages that are not shipped by sellers.")
        : units.Count == 0 || units.Exists(unit => unit.IsTakenBack) ? TikTokReplies.Error(21011003, "fulfill_unit action not allowed")
        : NumberRefusal(step, order, body);

    private JsonObject? NumberRefusal(Step step, PlatformOrder order, JsonObject? body)
    {
        var number = body?["tracking_number"]?.ToString() ?? string.Empty;
        return number.Length == 0 || CarrierOf(body) is null
                ? TikTokReplies.Error(21011022, "Invalid tracking number or provider ID. Please double check and try again.")
            : !number.All(char.IsAsciiLetterOrDigit)
                ? TikTokReplies.Error(21004012, "Tracking number has special characters, verify failed.")
            : StoreBook.All(step, Name).Any(one => one != order && one.Parcels.Exists(parcel => parcel.Numbers.Contains(number)))
                ? TikTokReplies.Error(21034012, "tracking no has been used")
            : null;
    }

    private JsonObject Send(
        Step step,
        PlatformOrder order,
        List<(PlatformLine Line, string Id, bool IsTakenBack)> units,
        string package,
        JsonObject body
    )
    {
        order.Parcels.Add(
            new PlatformParcel
            {
                Id = package,
                Numbers = [body["tracking_number"]!.ToString()],
                Carrier = CarrierOf(body)!,
                ShippedAt = step.Now,
                Pieces = units
                    .GroupBy(unit => unit.Line.Id, StringComparer.Ordinal)
                    .ToDictionary(line => line.Key, line => line.Count(), StringComparer.Ordinal),
            }
        );
        foreach (var unit in units)
        {
            order.Extra[unit.Id] = package;
        }

        StoreBook.Changed(step, this, order);
        return TikTokReplies.Ok(
            new JsonObject
            {
                ["order_id"] = order.Id,
                ["order_line_item_ids"] = new JsonArray([.. units.Select(unit => (JsonNode)unit.Id)]),
                ["package_id"] = package,
            }
        );
    }

    private void Mark(Step step, PlatformOrder order, string name, string? value)
    {
        if (value is null)
        {
            order.Extra.Remove(name);
        }
        else
        {
            order.Extra[name] = value;
        }

        StoreBook.Changed(step, this, order);
    }

    private JsonObject Describe(Step step, PlatformOrder order) => TikTokReplies.Order(order, StatusOf(order), MakesPackages(step));

    private PlatformOrder? Find(Step step, string id) => StoreBook.Find(step, Name, id);

    // In Southeast Asia, Mexico and Brazil the packages are there once an order is paid.
    private bool MakesPackages(Step step) => MarketOf(step) is "VN" or "MY" or "TH" or "PH" or "SG" or "ID" or "MX" or "BR";

    // A currency begins with its country, but the euro.
    private string MarketOf(Step step) =>
        StoreBook.SettingsOf(step, Name).Currency switch
        {
            "EUR" => "DE",
            var currency => currency[..2],
        };

    private static string Named(StoreCall call) => call.Request.RouteValues["id"]!.ToString()!;

    private static string? CarrierOf(JsonObject? body) =>
        body?["shipping_provider_id"]?.ToString() is { } id ? TikTokReplies.Carriers.FirstOrDefault(one => one.Id == id).Name : null;

    private static StoreReply Answer(int status, JsonObject body) =>
        new(status, body, body["code"]!.GetValue<int>() is var code and not 0 ? code.ToString(CultureInfo.InvariantCulture) : "ok");

    private static string Hash(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.WooCommerce;

/// <summary>A WooCommerce store over REST v3 at plain http, where calls are signed by one-legged OAuth 1.0a.</summary>
internal sealed class WooCommerceStandIn : StoreStandIn
{
    public const string Target = "woocommerce";

    private const string Root = "/woocommerce/wp-json/wc/v3";

    private static readonly long s_stampLife = (long)TimeSpan.FromMinutes(15).TotalSeconds;
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> _nonces = new(StringComparer.Ordinal);

    public override string Name => Target;

    protected override StoreSettings Defaults =>
        new()
        {
            AppKey = "ck_sandbox",
            AppSecret = "cs_sandbox",
            WebhookSecret = "wh_sandbox",
            Scopes = ["read_write"],
        };

    public override string IdOf(long sequence) => (50_000 + sequence).ToString(CultureInfo.InvariantCulture);

    public override string StatusOf(PlatformOrder order) =>
        order.IsCancelled ? "cancelled"
        : order.Status.Length > 0 ? order.Status
        : order.PaidAt is null ? "pending"
        : "processing";

    public override Delivery Tell(Step step, PlatformOrder order, bool isNew) =>
        new()
        {
            Topic = isNew ? "order.created" : "order.updated",
            Body = WooCommerceReplies.Order(order, StatusOf(order)).ToJsonString(s_json),
            Headers = { ["X-WC-Webhook-Topic"] = isNew ? "order.created" : "order.updated", ["X-WC-Webhook-Resource"] = "order" },
        };

    public override (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (429, WooCommerceReplies.Error("too_many_requests", "Too many requests.", 429)),
            Fault.TokenExpired => (401, WooCommerceReplies.Error("woocommerce_rest_cannot_view", "Consumer key is invalid.", 401)),
            _ => null,
        };

    public override IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery) =>
        [
            KeyValuePair.Create(
                "X-WC-Webhook-Signature",
                Convert.ToBase64String(
                    HMACSHA256.HashData(
                        Encoding.UTF8.GetBytes(StoreBook.SettingsOf(step, Name).WebhookSecret),
                        Encoding.UTF8.GetBytes(delivery.Body)
                    )
                )
            ),
        ];

    protected override void MapStore(IEndpointRouteBuilder routes, StoreCalls calls)
    {
        routes.MapGet(
            Root + "/settings/general/woocommerce_currency",
            context =>
                AnswerAsync(
                    context,
                    "verify",
                    (step, _) => new StoreReply(200, new JsonObject { ["value"] = StoreBook.SettingsOf(step, Name).Currency })
                )
        );
        routes.MapGet(
            Root + "/orders",
            context => AnswerAsync(context, context.Request.Query.ContainsKey("include") ? "read" : "list", List)
        );
        routes.MapGet(
            Root + "/orders/{id}",
            (HttpContext context, string id) =>
                AnswerAsync(
                    context,
                    "read",
                    (step, _) =>
                        StoreBook.Find(step, Name, id) is { } order
                            ? new StoreReply(200, WooCommerceReplies.Order(order, StatusOf(order)))
                            : Missing()
                )
        );
        routes.MapGet(
            Root + "/orders/{id}/refunds",
            (HttpContext context, string id) =>
                AnswerAsync(
                    context,
                    "refunds",
                    (step, _) =>
                        StoreBook.Find(step, Name, id) is { } order ? new StoreReply(200, WooCommerceReplies.Refunds(order)) : Missing()
                )
        );
        routes.MapPost(
            Root + "/orders/batch",
            context => AnswerAsync(context, "verify", (_, _) => new StoreReply(200, new JsonObject { ["update"] = new JsonArray() }))
        );
        routes.MapPut(
            Root + "/orders/{id}",
            (HttpContext context, string id) => AnswerAsync(context, "ship", (step, call) => Update(step, id, call))
        );

        Task AnswerAsync(HttpContext context, string operation, Func<Step, StoreCall, StoreReply> work) =>
            calls.AnswerAsync(context, operation, (step, call) => Check(step, call) ?? work(step, call));
    }

    private StoreReply? Check(Step step, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        var request = call.Request;
        if (call.Query("oauth_consumer_key") != settings.AppKey)
        {
            return Refused("woocommerce_rest_authentication_error", "Consumer key is invalid.", 401);
        }

        if (
            !long.TryParse(call.Query("oauth_timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp)
            || Math.Abs(step.Now.ToUnixTimeSeconds() - stamp) > s_stampLife
        )
        {
            return Refused("woocommerce_rest_authentication_error", "Invalid timestamp.", 401);
        }

        var fields = request
            .Query.Where(one => one.Key != "oauth_signature")
            .Select(one => $"{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(one.Value.ToString())}")
            .Order(StringComparer.Ordinal);
        var address = $"{request.Scheme}://{request.Host}{request.Path}";
        var text = $"{request.Method}&{Uri.EscapeDataString(address)}&{Uri.EscapeDataString(string.Join('&', fields))}";
        var right = Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.AppSecret + "&"), Encoding.UTF8.GetBytes(text))
        );
        if (call.Query("oauth_signature") != right)
        {
            return Refused("woocommerce_rest_authentication_error", "Invalid signature - provided signature does not match.", 401);
        }

        return !_nonces.Add(call.Query("oauth_nonce") ?? string.Empty)
                ? Refused("woocommerce_rest_authentication_error", "Invalid nonce - nonce has already been used.", 401)
            : request.Method != HttpMethods.Get && !settings.Scopes.Contains("read_write")
                ? Refused("woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource.", 401)
            : null;
    }

    private StoreReply List(Step step, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        var size = int.Parse(call.Query("per_page") ?? "10", CultureInfo.InvariantCulture);
        if (size < 1 || size > settings.LargestPage)
        {
            return Refused("rest_invalid_param", "Invalid parameter(s): per_page", 400);
        }

        var orders = StoreBook.All(step, Name);
        if (call.Query("include") is { } include)
        {
            orders = orders.Where(order => include.Split(',').Contains(order.Id));
        }

        if (call.Query("dates_are_gmt") == "true")
        {
            var after = TimeOf(call.Query("modified_after"));
            var before = TimeOf(call.Query("modified_before"));
            orders = orders.Where(order => WooCommerceReplies.Second(order.UpdatedAt) is var at && at > after && at < before);
        }

        orders =
            call.Query("orderby") == "modified"
                ? orders.OrderBy(order => order.UpdatedAt)
                : orders.OrderByDescending(order => order.Sequence);
        var page = int.Parse(call.Query("page") ?? "1", CultureInfo.InvariantCulture);
        return new StoreReply(
            200,
            new JsonArray([
                .. orders.Skip((page - 1) * size).Take(size).Select(order => (JsonNode)WooCommerceReplies.Order(order, StatusOf(order))),
            ])
        );

        static DateTimeOffset TimeOf(string? text) =>
            DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    // WooCommerce refuses no change of an order that is there.
    private StoreReply Update(Step step, string id, StoreCall call)
    {
        if (StoreBook.Find(step, Name, id) is not { } order)
        {
            return Missing();
        }

        if (call.Json is not { } body)
        {
            return Refused("rest_invalid_json", "Invalid JSON body passed.", 400);
        }

        foreach (var meta in body["meta_data"]?.AsArray() ?? [])
        {
            order.Extra[meta!["key"]!.GetValue<string>()] = meta["value"]!.ToJsonString(s_json);
        }

        // What the plug-in shows.
        order.Parcels =
        [
            .. JsonNode
                .Parse(order.Extra.GetValueOrDefault("_wc_shipment_tracking_items") ?? "[]")!
                .AsArray()
                .Select(item => new PlatformParcel
                {
                    Id = item!["tracking_id"]!.GetValue<string>(),
                    Numbers = [item["tracking_number"]!.GetValue<string>()],
                    Carrier = item["custom_tracking_provider"]!.GetValue<string>(),
                }),
        ];
        if (body["status"]?.GetValue<string>() is { } status)
        {
            order.Status = status;
        }

        StoreBook.Changed(step, this, order);
        return new StoreReply(200, WooCommerceReplies.Order(order, StatusOf(order)));
    }

    private static StoreReply Missing() => Refused("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", 404);

    private static StoreReply Refused(string code, string message, int status) =>
        new(status, WooCommerceReplies.Error(code, message, status), code);
}

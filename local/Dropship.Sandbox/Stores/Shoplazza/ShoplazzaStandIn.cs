using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shoplazza;

/// <summary>Shoplazza's Admin API with one store.</summary>
internal sealed class ShoplazzaStandIn : StoreStandIn
{
    public const string Target = "shoplazza";

    private const string Root = "/shoplazza/openapi/2026-01/orders";
    private const int CodeLife = 300;

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string Name => Target;

    protected override string FirstToken => "sandbox-shoplazza-access";

    protected override StoreSettings Defaults =>
        new()
        {
            AppKey = "sandbox-shoplazza-client",
            AppSecret = "sandbox-shoplazza-secret",
            ShopId = "610001",
            LargestPage = 250,
            RefreshToken = "sandbox-shoplazza-refresh",
            Scopes = ["read_order", "write_order"],
        };

    public override string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"61000-{sequence:D8}");

    public override string StatusOf(PlatformOrder order) =>
        order.IsCancelled ? "cancelled"
        : order.IsShipped ? "shipped"
        : "open";

    public override Delivery Tell(Step step, PlatformOrder order, bool isNew)
    {
        var topic =
            isNew ? "orders/create"
            : order.IsCancelled ? "orders/cancelled"
            : "orders/update";
        return new Delivery
        {
            Topic = topic,
            Body = new JsonObject { ["order"] = ShoplazzaReplies.Order(order) }.ToJsonString(s_json),
            Headers =
            {
                ["X-Shoplazza-Topic"] = topic,
                ["X-Shoplazza-Api-Version"] = "2026-01",
                ["X-Shoplazza-Deduplication-ID"] = Guid.NewGuid().ToString(),
            },
        };
    }

    public override (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (429, ShoplazzaReplies.Error("TooManyRequests", "Too Many Requests")),
            Fault.TokenExpired => (401, ShoplazzaReplies.Error("Unauthorized", "Invalid access token")),
            _ => null,
        };

    public override IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery) =>
        [
            KeyValuePair.Create(
                "X-Shoplazza-Hmac-Sha256",
                Convert.ToBase64String(
                    HMACSHA256.HashData(
                        Encoding.UTF8.GetBytes(StoreBook.SettingsOf(step, Name).AppSecret),
                        Encoding.UTF8.GetBytes(delivery.Body)
                    )
                )
            ),
        ];

    protected override void MapStore(IEndpointRouteBuilder routes, StoreCalls calls)
    {
        routes.MapGet("/shoplazza/admin/oauth/authorize", (HttpContext context) => calls.Change(step => Consent(step, context.Request)));
        routes.MapPost("/shoplazza/admin/oauth/token", context => calls.AnswerAsync(context, "token", Token));
        routes.MapGet(
            Root,
            context => AnswerAsync(context, context.Request.Query.ContainsKey("ids") ? "read" : "list", "read_order", List)
        );
        routes.MapGet(
            Root + "/{id}",
            (HttpContext context, string id) =>
                AnswerAsync(
                    context,
                    "read",
                    "read_order",
                    (step, _) => Of(step, id, order => Data(new JsonObject { ["order"] = ShoplazzaReplies.Order(order) }))
                )
        );
        routes.MapPost(
            Root + "/{id}/fulfillments",
            (HttpContext context, string id) =>
                AnswerAsync(
                    context,
                    "ship",
                    "write_order",
                    (step, call) => Of(step, id, order => Ship(step, order, call.Json?["fulfillment"] as JsonObject))
                )
        );
        routes.MapPut(
            Root + "/{id}/fulfillments/{parcel}",
            (HttpContext context, string id, string parcel) =>
                AnswerAsync(
                    context,
                    "change",
                    "write_order",
                    (step, call) => Of(step, id, order => Change(step, order, parcel, call.Json?["fulfillment"] as JsonObject))
                )
        );

        Task AnswerAsync(HttpContext context, string operation, string scope, Func<Step, StoreCall, StoreReply> work) =>
            calls.AnswerAsync(
                context,
                operation,
                (step, call) =>
                    !StoreBook.IsLetIn(step, Name, call.Header("Access-Token")) ? Refused(401, "Unauthorized", "Invalid access token")
                    : !StoreBook.SettingsOf(step, Name).Scopes.Contains(scope) ? Refused(403, "Forbidden", $"{scope} is not authorized")
                    : work(step, call)
            );
    }

    private IResult Consent(Step step, HttpRequest request)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        if (request.Query["client_id"] != settings.AppKey || request.Query["redirect_uri"].Count == 0)
        {
            return Results.Text("invalid_request", statusCode: 400);
        }

        var query =
            $"code={StoreBook.NewCode(step, Name, CodeLife)}&shop={Uri.EscapeDataString(request.Host.Host)}"
            + $"&state={Uri.EscapeDataString(request.Query["state"].ToString())}";
        var hmac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.AppSecret), Encoding.UTF8.GetBytes(query));
        return Results.Redirect($"{request.Query["redirect_uri"]}?{query}&hmac={Convert.ToHexStringLower(hmac)}");
    }

    private StoreReply Token(Step step, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        var asked = call.Json ?? [];
        if (asked["client_id"]?.ToString() != settings.AppKey || asked["client_secret"]?.ToString() != settings.AppSecret)
        {
            return TokenRefused("invalid_client", "client authentication failed");
        }

        switch (asked["grant_type"]?.ToString())
        {
            case "authorization_code" when !StoreBook.TakeCode(step, Name, asked["code"]?.ToString()):
                return TokenRefused("invalid_grant", "the code is invalid or was used");
            case "refresh_token" when asked["refresh_token"]?.ToString() != settings.RefreshToken:
                return TokenRefused("invalid_grant", "the refresh token is invalid");
            case "authorization_code" or "refresh_token":
                var (access, refresh) = StoreBook.Grant(step, Name, TokenLife, rotates: true);
                return new StoreReply(
                    200,
                    new JsonObject
                    {
                        ["token_type"] = "Bearer",
                        ["access_token"] = access,
                        ["refresh_token"] = refresh,
                        ["expires_at"] = step.Now.AddSeconds(TokenLife).ToUnixTimeSeconds(),
                        ["store_id"] = settings.ShopId,
                        ["store_name"] = "Sandbox store",
                        ["locale"] = "en-US",
                    }
                );
            default:
                return TokenRefused("unsupported_grant_type", "the grant type is not supported");
        }
    }

    private StoreReply Of(Step step, string id, Func<PlatformOrder, StoreReply> work) =>
        StoreBook.Find(step, Name, id) is { } order ? work(order) : Refused(404, "NotFound", "Record not found");

    private StoreReply List(Step step, StoreCall call)
    {
        var size = int.Parse(call.Query("page_size") ?? "10", CultureInfo.InvariantCulture);
        if (size < 1 || size > StoreBook.SettingsOf(step, Name).LargestPage)
        {
            return Refused(422, "InvalidParameter", "page_size is out of range");
        }

        var ids = call.Request.Query["ids"];
        var after = TimeOf(call, "updated_at_min");
        var before = TimeOf(call, "updated_at_max");
        var skip = int.Parse(call.Query("cursor") ?? "0", CultureInfo.InvariantCulture);

        // The newest order first, whatever changed since.
        var all = StoreBook
            .All(step, Name)
            .Where(order => ids.Count == 0 || ids.Contains(order.Id))
            .Where(order => ShoplazzaReplies.Truncate(order.UpdatedAt) is var at && !(at <= after) && !(at >= before))
            .OrderByDescending(order => order.Sequence)
            .ToList();
        var hasMore = skip + size < all.Count;
        return Data(
            new JsonObject
            {
                ["orders"] = new JsonArray([.. all.Skip(skip).Take(size).Select(order => (JsonNode)ShoplazzaReplies.Order(order))]),
                ["cursor"] = hasMore ? (skip + size).ToString(CultureInfo.InvariantCulture) : string.Empty,
                ["has_more"] = hasMore,
            }
        );
    }

    private StoreReply Ship(Step step, PlatformOrder order, JsonObject? wish)
    {
        if (order.IsCancelled || wish?["line_items"] is not JsonArray { Count: > 0 } items)
        {
            return Refused(422, "InvalidParameter", order.IsCancelled ? "The order is cancelled" : "line_items is required");
        }

        var parcel = new PlatformParcel { Id = Guid.NewGuid().ToString(), ShippedAt = step.Now };
        foreach (var item in items)
        {
            var line = order.Lines.Find(one => one.Id == item!["id"]?.ToString());
            var quantity = item!["ship_quantity"]?.GetValue<int>() ?? 0;
            if (line is null || quantity < 1 || quantity > order.OpenOf(line))
            {
                return Refused(422, "InvalidParameter", "line_items: ship_quantity is invalid");
            }

            parcel.Pieces[line.Id] = quantity;
        }

        order.Parcels.Add(parcel);
        return Number(step, order, parcel, wish);
    }

    private StoreReply Change(Step step, PlatformOrder order, string id, JsonObject? wish) =>
        order.Parcels.Find(one => one.Id == id) is { } parcel && wish is not null
            ? Number(step, order, parcel, wish)
            : Refused(404, "NotFound", "Record not found");

    private StoreReply Number(Step step, PlatformOrder order, PlatformParcel parcel, JsonObject wish)
    {
        parcel.Numbers = [.. wish["tracking_number"]?.ToString() is { Length: > 0 } number ? (string[])[number] : []];
        parcel.Carrier = wish["tracking_company"]?.ToString() ?? string.Empty;
        StoreBook.Changed(step, this, order);
        return Data(new JsonObject { ["fulfillment"] = ShoplazzaReplies.Parcel(order, parcel) });
    }

    private static DateTimeOffset? TimeOf(StoreCall call, string name) =>
        call.Query(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private static StoreReply Data(JsonObject data) =>
        new(
            200,
            new JsonObject
            {
                ["code"] = "Success",
                ["message"] = string.Empty,
                ["data"] = data,
            }
        );

    private static StoreReply Refused(int status, string code, string message) => new(status, ShoplazzaReplies.Error(code, message), code);

    private static StoreReply TokenRefused(string error, string description) =>
        new(400, new JsonObject { ["error"] = error, ["error_description"] = description }, error);
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dropship.Sandbox.World;
using Microsoft.AspNetCore.WebUtilities;

namespace Dropship.Sandbox.Stores.Ebay;

/// <summary>eBay's Sell Fulfillment, Identity and Commerce Notification APIs with one seller.</summary>
internal sealed partial class EbayStandIn : StoreStandIn
{
    public const string Target = "ebay";

    private const string Root = "/ebay/sell/fulfillment/v1/order";
    private const string KeyId = "0d4d2c0f-5c2b-4a4d-9c57-0a1f6c8e7b11";
    private const string AppToken = "sandbox-ebay-app";
    private const string NeededScope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment";
    private const int CodeLife = 300;

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public override string Name => Target;

    public override double TokenLife => 7200;

    protected override string FirstToken => "sandbox-ebay-access";

    protected override StoreSettings Defaults =>
        new()
        {
            AppKey = "sandbox-ebay-client",
            AppSecret = "sandbox-ebay-secret",
            ShopId = "sandbox-seller",
            LargestPage = 200,
            RefreshToken = "sandbox-ebay-refresh",
            Scopes = [NeededScope],
        };

    public override string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"25-{10_000 + sequence:D5}-67890");

    public override string StatusOf(PlatformOrder order) =>
        order.IsCancelled ? "cancelled"
        : order.IsShipped ? "shipped"
        : "open";

    public override Delivery Tell(Step step, PlatformOrder order, bool isNew) =>
        new()
        {
            Topic = "ORDER_CONFIRMATION",
            Body = new JsonObject
            {
                ["metadata"] = new JsonObject { ["topic"] = "ORDER_CONFIRMATION", ["schemaVersion"] = "1.0" },
                ["notification"] = new JsonObject
                {
                    ["notificationId"] = Guid.NewGuid().ToString(),
                    ["eventDate"] = EbayReplies.Time(order.UpdatedAt),
                    ["data"] = new JsonObject { ["orderId"] = order.Id, ["sellerId"] = StoreBook.SettingsOf(step, Name).ShopId },
                },
            }.ToJsonString(s_json),
        };

    public override (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (429, EbayReplies.Error(2001, "ACCESS", "Too many requests. The request limit has been reached.")),
            Fault.TokenExpired => (401, EbayReplies.Error(1001, "OAuth", "Invalid access token")),
            _ => null,
        };

    public override IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery)
    {
#pragma warning disable CA5350 // eBay signs with SHA-1 and nothing else.
        var signature = _key.SignData(Encoding.UTF8.GetBytes(delivery.Body), HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);
#pragma warning restore CA5350
        var header = new JsonObject
        {
            ["alg"] = "ecdsa",
            ["kid"] = KeyId,
            ["signature"] = Convert.ToBase64String(signature),
            ["digest"] = "SHA1",
        };
        return [KeyValuePair.Create("X-EBAY-SIGNATURE", Convert.ToBase64String(Encoding.UTF8.GetBytes(header.ToJsonString())))];
    }

    protected override void MapStore(IEndpointRouteBuilder routes, StoreCalls calls)
    {
        routes.MapGet("/ebay/oauth2/authorize", (HttpContext context) => calls.Change(step => Consent(step, context.Request.Query)));
        routes.MapPost("/ebay/identity/v1/oauth2/token", context => calls.AnswerAsync(context, "token", Token));
        routes.MapGet(
            "/ebay/commerce/identity/v1/user/",
            context =>
                AnswerAsync(
                    context,
                    "user",
                    (step, _) => new StoreReply(200, new JsonObject { ["userId"] = StoreBook.SettingsOf(step, Name).ShopId })
                )
        );
        routes.MapGet(
            "/ebay/commerce/notification/v1/public_key/{id}",
            (HttpContext context, string id) =>
                calls.AnswerAsync(
                    context,
                    "public_key",
                    (_, call) =>
                        call.Header("Authorization") != $"Bearer {AppToken}" ? Refused(401, 1001, "Invalid access token")
                        : id != KeyId ? Refused(404, 195004, "Invalid public key id")
                        : new StoreReply(
                            200,
                            new JsonObject
                            {
                                ["key"] = _key.ExportSubjectPublicKeyInfoPem().Replace("\n", string.Empty, StringComparison.Ordinal),
                                ["algorithm"] = "ECDSA",
                                ["digest"] = "SHA1",
                            }
                        )
                )
        );
        routes.MapGet(Root, context => AnswerAsync(context, context.Request.Query.ContainsKey("orderIds") ? "read" : "list", List));
        routes.MapGet(
            Root + "/{id}",
            (HttpContext context, string id) =>
                AnswerAsync(context, "read", (step, _) => Of(step, id, order => new StoreReply(200, EbayReplies.Order(order))))
        );
        routes.MapGet(
            Root + "/{id}/shipping_fulfillment",
            (HttpContext context, string id) =>
                AnswerAsync(context, "fulfilments", (step, _) => Of(step, id, order => new StoreReply(200, EbayReplies.Parcels(order))))
        );
        routes.MapPost(
            Root + "/{id}/shipping_fulfillment",
            (HttpContext context, string id) =>
                AnswerAsync(context, "ship", (step, call) => Of(step, id, order => Ship(step, order, call.Json ?? [])))
        );

        Task AnswerAsync(HttpContext context, string operation, Func<Step, StoreCall, StoreReply> work) =>
            calls.AnswerAsync(
                context,
                operation,
                (step, call) =>
                    !StoreBook.IsLetIn(step, Name, call.Header("Authorization").Split(' ')[^1]) ? Refused(401, 1001, "Invalid access token")
                    : !StoreBook.SettingsOf(step, Name).Scopes.Contains(NeededScope)
                        ? Refused(403, 1100, "Insufficient permissions to fulfill the request.")
                    : work(step, call)
            );
    }

    private IResult Consent(Step step, IQueryCollection query)
    {
        if (query["client_id"] != StoreBook.SettingsOf(step, Name).AppKey || query["redirect_uri"].Count == 0)
        {
            return Results.Text("invalid_request", statusCode: 400);
        }

        // The RuName leads to the address that is registered for it.
        return Results.Redirect(
            $"https://app.example/api/consents/stores?state={Uri.EscapeDataString(query["state"].ToString())}"
                + $"&code={StoreBook.NewCode(step, Name, CodeLife)}&expires_in=299"
        );
    }

    private StoreReply Token(Step step, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        var right = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.AppKey}:{settings.AppSecret}"));
        if (call.Header("Authorization") != right)
        {
            return TokenRefused("invalid_client", "client authentication failed");
        }

        var form = QueryHelpers.ParseQuery(call.Body);
        switch (form["grant_type"].ToString())
        {
            case "client_credentials":
                return new StoreReply(
                    200,
                    new JsonObject
                    {
                        ["access_token"] = AppToken,
                        ["expires_in"] = 7200,
                        ["token_type"] = "Application Access Token",
                    }
                );
            case "authorization_code" when !StoreBook.TakeCode(step, Name, form["code"]):
                return TokenRefused("invalid_grant", "the provided authorization grant code is invalid or was issued to another client");
            case "refresh_token" when form["refresh_token"] != settings.RefreshToken:
                return TokenRefused("invalid_grant", "the provided authorization refresh token is invalid or was issued to another client");
            case "authorization_code" or "refresh_token":
                var isNew = form["grant_type"] == "authorization_code";
                var (access, refresh) = StoreBook.Grant(step, Name, TokenLife, rotates: isNew);
                var answer = new JsonObject
                {
                    ["access_token"] = access,
                    ["expires_in"] = (long)TokenLife,
                    ["token_type"] = "User Access Token",
                };
                if (isNew)
                {
                    answer["refresh_token"] = refresh;
                    answer["refresh_token_expires_in"] = 47304000;
                }

                return new StoreReply(200, answer);
            default:
                return TokenRefused("unsupported_grant_type", "grant type in request is not supported by the authorization server");
        }
    }

    private StoreReply Of(Step step, string id, Func<PlatformOrder, StoreReply> work) =>
        StoreBook.Find(step, Name, id) is { } order ? work(order) : Refused(404, 32100, "Invalid order ID: " + id);

    private StoreReply List(Step step, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        if (call.Query("orderIds") is { } ids)
        {
            var wanted = ids.Split(',');
            return wanted.Length > 50
                ? Refused(400, 30700, "Invalid order id list")
                : Page([.. wanted.Select(id => StoreBook.Find(step, Name, id)).OfType<PlatformOrder>()], wanted.Length, null);
        }

        var limit = int.Parse(call.Query("limit") ?? "50", CultureInfo.InvariantCulture);
        var offset = int.Parse(call.Query("offset") ?? "0", CultureInfo.InvariantCulture);
        if (limit < 1 || limit > settings.LargestPage)
        {
            return Refused(400, 31000, "Invalid limit");
        }

        var orders = StoreBook.All(step, Name);
        if (call.Query("filter") is { } filter)
        {
            if (Filter().Match(filter) is not { Success: true } match)
            {
                return Refused(400, 30700, "Invalid filter");
            }

            var from = DateTimeOffset.Parse(match.Groups["from"].Value, CultureInfo.InvariantCulture);
            var to = match.Groups["to"].Success ? DateTimeOffset.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture) : step.Now;
            if (from > step.Now.AddMinutes(5) || to > step.Now)
            {
                return Refused(400, 30850, "The start and end dates can't be in the future");
            }

            orders = orders.Where(order => EbayReplies.Truncate(order.UpdatedAt) is var at && at >= from && at <= to);
        }

        // The newest sale first, whatever changed since.
        var all = orders.OrderByDescending(order => order.Sequence).ToList();
        return Page(
            [.. all.Skip(offset).Take(limit)],
            all.Count,
            offset + limit < all.Count ? $"{call.Request.Path}?offset={offset + limit}&limit={limit}" : null
        );
    }

    private static StoreReply Page(IReadOnlyList<PlatformOrder> orders, int total, string? next)
    {
        var page = new JsonObject
        {
            ["total"] = total,
            ["orders"] = new JsonArray([.. orders.Select(order => (JsonNode)EbayReplies.Order(order))]),
        };
        if (next is not null)
        {
            page["next"] = next;
        }

        return new StoreReply(200, page);
    }

    // eBay takes numbers for cancelled orders, too.
    private StoreReply Ship(Step step, PlatformOrder order, JsonObject body)
    {
        var number = body["trackingNumber"]?.ToString() ?? string.Empty;
        var carrier = body["shippingCarrierCode"]?.ToString() ?? string.Empty;
        if (number.Length == 0 || carrier.Length == 0 || !number.All(char.IsAsciiLetterOrDigit))
        {
            return Refused(400, 32300, "Invalid tracking number or shipping carrier code");
        }

        var parcel = new PlatformParcel
        {
            Id = number,
            Numbers = [number],
            Carrier = carrier,
            ShippedAt = step.Now,
        };
        foreach (var item in body["lineItems"]?.AsArray() ?? [])
        {
            var line = order.Lines.Find(one => one.Id == item!["lineItemId"]!.ToString());
            var quantity = item!["quantity"]?.GetValue<int>() ?? 1;
            if (line is null || quantity > line.Quantity - order.Parcels.Sum(one => one.Pieces.GetValueOrDefault(line.Id)))
            {
                return Refused(400, 32200, "Invalid line item ID or quantity");
            }

            parcel.Pieces[line.Id] = quantity;
        }

        order.Parcels.Add(parcel);
        StoreBook.Changed(step, this, order);
        return new StoreReply(201, new JsonObject());
    }

    private static StoreReply Refused(int status, int id, string message) =>
        new(status, EbayReplies.Error(id, "REQUEST", message), id.ToString(CultureInfo.InvariantCulture));

    private static StoreReply TokenRefused(string error, string description) =>
        new(400, new JsonObject { ["error"] = error, ["error_description"] = description }, error);

    [GeneratedRegex(
        @"^lastmodifieddate:\[(?<from>[^.\]]+(\.\d+)?Z)\.\.(?<to>[^.\]]+(\.\d+)?Z)?\]$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Filter();
}

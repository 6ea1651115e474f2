using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;
using Microsoft.AspNetCore.WebUtilities;

namespace Dropship.Sandbox.Stores.Amazon;

/// <summary>Amazon's Selling Partner API and Login with Amazon, with one seller in one market.</summary>
internal sealed class AmazonStandIn : StoreStandIn
{
    public const string Target = "amazon";
    public const string Market = "ATVPDKIKX0DER";

    private const string Root = "/amazon/orders/2026-01-01/orders";
    private const int CodeLife = 300;

    public override string Name => Target;

    public override double TokenLife => 3600;

    protected override string FirstToken => "Atza|sandbox";

    protected override StoreSettings Defaults =>
        new()
        {
            AppKey = "amzn1.application-oa2-client.sandbox",
            AppSecret = "sandbox-amazon-secret",
            ShopId = "A2SANDBOX",
            RefreshToken = "Atzr|sandbox",
            Scopes = ["orders"],
        };

    public override string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"111-{sequence:D7}-7654321");

    public override string StatusOf(PlatformOrder order) =>
        order.IsCancelled ? "cancelled"
        : order.IsShipped ? "shipped"
        : "open";

    // Amazon tells of changes by queues of its own cloud alone.
    public override Delivery? Tell(Step step, PlatformOrder order, bool isNew) => null;

    public override (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (429, AmazonReplies.Error("QuotaExceeded", "You exceeded your quota for the requested resource.")),
            Fault.TokenExpired => (403, AmazonReplies.Error("Unauthorized", "The access token you provided has expired.")),
            _ => null,
        };

    public override IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery) => [];

    protected override void MapStore(IEndpointRouteBuilder routes, StoreCalls calls)
    {
        routes.MapGet(
            "/amazon/apps/authorize/consent",
            (HttpContext context) => calls.Change(step => Consent(step, context.Request.Query))
        );
        routes.MapPost("/amazon/auth/o2/token", context => calls.AnswerAsync(context, "token", Token));
        routes.MapGet(Root, context => AnswerAsync(context, context.Request.Query.ContainsKey("includedData") ? "list" : "verify", Search));
        routes.MapGet(
            Root + "/{id}",
            (HttpContext context, string id) =>
                AnswerAsync(
                    context,
                    "read",
                    (step, _) =>
                        StoreBook.Find(step, Name, id) is { } order
                            ? new StoreReply(200, new JsonObject { ["order"] = AmazonReplies.Order(order) })
                            : Refused(404, "NotFound", "The requested order was not found.")
                )
        );
        routes.MapPost(
            "/amazon/orders/v0/orders/{id}/shipmentConfirmation",
            (HttpContext context, string id) => AnswerAsync(context, "ship", (step, call) => Confirm(step, id, call.Json ?? []))
        );

        Task AnswerAsync(HttpContext context, string operation, Func<Step, StoreCall, StoreReply> work) =>
            calls.AnswerAsync(
                context,
                operation,
                (step, call) =>
                    !StoreBook.IsLetIn(step, Name, call.Header("x-amz-access-token"))
                        ? Refused(403, "Unauthorized", "The access token you provided is revoked, malformed or invalid.")
                    : !StoreBook.SettingsOf(step, Name).Scopes.Contains("orders")
                        ? Refused(403, "Unauthorized", "Access to requested resource is denied.")
                    : call.Header("User-Agent").Length == 0 ? Refused(400, "InvalidInput", "The user-agent header is missing.")
                    : work(step, call)
            );
    }

    private IResult Consent(Step step, IQueryCollection query) =>
        query["application_id"].Count == 0
            ? Results.Text("MD1000", statusCode: 400)
            : Results.Redirect(
                $"https://app.example/api/consents/stores?state={Uri.EscapeDataString(query["state"].ToString())}"
                    + $"&selling_partner_id={StoreBook.SettingsOf(step, Name).ShopId}"
                    + $"&spapi_oauth_code={StoreBook.NewCode(step, Name, CodeLife)}"
            );

    private StoreReply Token(Step step, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        var form = QueryHelpers.ParseQuery(call.Body);
        if (form["client_id"] != settings.AppKey || form["client_secret"] != settings.AppSecret)
        {
            return TokenRefused("invalid_client", "Client authentication failed");
        }

        var isRight = form["grant_type"].ToString() switch
        {
            "authorization_code" => StoreBook.TakeCode(step, Name, form["code"]),
            "refresh_token" => form["refresh_token"] == settings.RefreshToken,
            _ => false,
        };
        if (!isRight)
        {
            return TokenRefused("invalid_grant", "The request has an invalid grant parameter");
        }

        var (access, refresh) = StoreBook.Grant(step, Name, TokenLife, rotates: false);
        return new StoreReply(
            200,
            new JsonObject
            {
                ["access_token"] = access,
                ["refresh_token"] = refresh,
                ["token_type"] = "bearer",
                ["expires_in"] = (long)TokenLife,
            }
        );
    }

    // In no order that is promised: the newest order first.
    private StoreReply Search(Step step, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        if (call.Query("lastUpdatedAfter") is not { } text || call.Query("createdAfter") is not null)
        {
            return Refused(400, "InvalidInput", "Exactly one of createdAfter and lastUpdatedAfter must be given.");
        }

        if (call.Query("marketplaceIds") != Market)
        {
            return Refused(400, "InvalidInput", "Invalid marketplaceIds.");
        }

        var after = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        var skip = call.Query("paginationToken") is { } token ? int.Parse(token, CultureInfo.InvariantCulture) : 0;
        var size = int.Parse(call.Query("maxResultsPerPage") ?? "100", CultureInfo.InvariantCulture);
        if (size < 1 || size > settings.LargestPage)
        {
            return Refused(400, "InvalidInput", "maxResultsPerPage must be from 1 to 100.");
        }

        var all = StoreBook.All(step, Name).Where(order => order.UpdatedAt >= after).OrderByDescending(order => order.Sequence).ToList();
        var page = new JsonObject
        {
            ["orders"] = new JsonArray([.. all.Skip(skip).Take(size).Select(order => (JsonNode)AmazonReplies.Order(order))]),
            ["pagination"] = new JsonObject(),
            ["lastUpdatedBefore"] = AmazonReplies.Time(step.Now),
        };
        if (skip + size < all.Count)
        {
            page["pagination"]!["nextToken"] = (skip + size).ToString(CultureInfo.InvariantCulture);
        }

        return new StoreReply(200, page);
    }

    private StoreReply Confirm(Step step, string id, JsonObject body)
    {
        if (StoreBook.Find(step, Name, id) is not { } order)
        {
            return Refused(404, "NotFound", "The requested order was not found.");
        }

        if (body["marketplaceId"]?.ToString() != Market || body["packageDetail"] is not JsonObject detail)
        {
            return Refused(400, "InvalidInput", "marketplaceId and packageDetail are required.");
        }

        var reference = detail["packageReferenceId"]?.ToString() ?? string.Empty;
        if (!int.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return Refused(400, "InvalidInput", "PackageReferenceId: is invalid, must be a positive numeric value.");
        }

        var carrier = detail["carrierCode"]?.ToString() ?? string.Empty;
        if (carrier.Length == 0 || (carrier == "Other" && detail["carrierName"] is null) || detail["trackingNumber"] is null)
        {
            return Refused(400, "InvalidInput", "CarrierCode, carrierName and trackingNumber are required.");
        }

        if (
            !DateTimeOffset.TryParse(detail["shipDate"]?.ToString(), CultureInfo.InvariantCulture, out var shipped)
            || shipped > step.Now.AddMinutes(1)
        )
        {
            return Refused(400, "InvalidInput", "ShipDate is invalid.");
        }

        var known = order.Parcels.Find(one => one.Id == reference);
        var parcel = new PlatformParcel
        {
            Id = reference,
            Numbers = [detail["trackingNumber"]!.ToString()],
            Carrier = detail["carrierName"]?.ToString() ?? carrier,
            ShippedAt = shipped,
        };
        foreach (var item in detail["orderItems"]!.AsArray())
        {
            var line = order.Lines.Find(one => one.Id == item!["orderItemId"]!.ToString());
            var quantity = item!["quantity"]!.GetValue<int>();
            if (line is null)
            {
                return Refused(
                    400,
                    "InvalidInput",
                    "OrderItemId is invalid, please obtain the value through the getOrderItems API or Manage Orders page"
                );
            }

            if (order.IsCancelled || quantity > order.OpenOf(line) + (known?.Pieces.GetValueOrDefault(line.Id) ?? 0))
            {
                return Refused(
                    400,
                    "InvalidInput",
                    "Failed to create package due to not finding a matching package or order already fulfilled."
                );
            }

            parcel.Pieces[line.Id] = quantity;
        }

        order.Parcels.RemoveAll(one => one.Id == reference);
        order.Parcels.Add(parcel);
        StoreBook.Changed(step, this, order);
        return new StoreReply(204, new JsonObject());
    }

    private static StoreReply Refused(int status, string code, string message) => new(status, AmazonReplies.Error(code, message), code);

    private static StoreReply TokenRefused(string error, string description) =>
        new(400, new JsonObject { ["error"] = error, ["error_description"] = description }, error);
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.Forwarders;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Generic;

/// <summary>A seller's own system: it submits its orders and takes the signed calls that tell of shipments, as
/// docs/reference/order-intake.md describes it.</summary>
internal sealed class GenericStandIn : StoreStandIn
{
    public const string Target = "generic";

    private static readonly long s_stampLife = (long)TimeSpan.FromMinutes(5).TotalSeconds;
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string Name => Target;

    protected override StoreSettings Defaults => new() { Name = "Sandbox ERP", AppSecret = "sandbox-generic-secret" };

    public override string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"ERP-{sequence:D6}");

    public override string StatusOf(PlatformOrder order) =>
        order.IsCancelled ? "cancelled"
        : order.IsShipped ? "shipped"
        : order.PaidAt is null ? "unpaid"
        : "paid";

    public override Delivery Tell(Step step, PlatformOrder order, bool isNew) =>
        new() { Topic = "orders", Body = new JsonObject { ["orders"] = new JsonArray(GenericReplies.Order(order)) }.ToJsonString(s_json) };

    public override (int Status, JsonObject Body)? Reply(string faultKind) =>
        faultKind switch
        {
            Fault.Throttled => (429, Error("too-many-calls", "call again later")),
            Fault.TokenExpired => (401, Error("signature", "the secret was replaced")),
            _ => null,
        };

    public override IEnumerable<KeyValuePair<string, string>> Sign(Step step, Delivery delivery)
    {
        var time = step.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var secret = StoreBook.SettingsOf(step, Name).AppSecret;
        return
        [
            KeyValuePair.Create("Dropship-Timestamp", time),
            KeyValuePair.Create(
                "Dropship-Signature",
                ForwarderEndpoints.Sign(secret, time, "POST", new Uri(delivery.Url).PathAndQuery, delivery.Body)
            ),
        ];
    }

    protected override void MapStore(IEndpointRouteBuilder routes, StoreCalls calls) =>
        routes.MapPost(
            "/generic",
            async (HttpContext context) =>
            {
                context.Request.EnableBuffering();
                var operation = await TypeOfAsync(context);
                await calls.AnswerAsync(context, operation, (step, call) => Take(step, operation, call));
            }
        );

    // What is called is in the body.
    private static async Task<string> TypeOfAsync(HttpContext context)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body, cancellationToken: context.RequestAborted);
            return body?["type"]?.ToString() ?? "none";
        }
        catch (JsonException)
        {
            return "none";
        }
        finally
        {
            context.Request.Body.Position = 0;
        }
    }

    private StoreReply Take(Step step, string operation, StoreCall call)
    {
        var settings = StoreBook.SettingsOf(step, Name);
        var time = call.Header("Dropship-Timestamp");
        var path = $"{call.Request.Path.ToUriComponent()}{call.Request.QueryString}";
        if (
            !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(step.Now.ToUnixTimeSeconds() - seconds) > s_stampLife
            || call.Header("Dropship-Signature") != ForwarderEndpoints.Sign(settings.AppSecret, time, "POST", path, call.Body)
        )
        {
            return Refused(401, "signature", "not signed");
        }

        return (operation, call.Json) switch
        {
            ("verify", _) => new StoreReply(200, new JsonObject { ["name"] = settings.Name, ["currency"] = settings.Currency }),
            ("shipment", { } body) => Ship(step, body),
            _ => Refused(400, "type", "there is no such type of call"),
        };
    }

    private StoreReply Ship(Step step, JsonObject body)
    {
        if (StoreBook.Find(step, Name, body["order"]?.ToString() ?? string.Empty) is not { } order)
        {
            return Refused(404, "order-not-found", "there is no such order");
        }

        if (order.IsCancelled)
        {
            return Refused(409, "order-cancelled", "the order is cancelled");
        }

        var shipment = body["shipment"]!.AsObject();
        var id = shipment["id"]!.GetValue<string>();
        var parcel = new PlatformParcel
        {
            Id = id,
            Numbers = [.. shipment["numbers"]!.AsArray().Select(number => number!["trackingNumber"]!.GetValue<string>())],
            Carrier = shipment["numbers"]![0]!["carrierName"]!.GetValue<string>(),
            ShippedAt = step.Now,
            Pieces = shipment["lines"]!
                .AsArray()
                .ToDictionary(
                    line => line!["line"]!.GetValue<string>(),
                    line => line!["quantity"]!.GetValue<int>(),
                    StringComparer.Ordinal
                ),
        };
        var place = order.Parcels.FindIndex(one => one.Id == id);
        var isKnown =
            place >= 0
            && order.Parcels[place].Numbers.SequenceEqual(parcel.Numbers)
            && order.Parcels[place].Pieces.SequenceEqual(parcel.Pieces);
        if (place >= 0)
        {
            order.Parcels[place] = parcel;
        }
        else
        {
            order.Parcels.Add(parcel);
        }

        step.Touch(order);
        return new StoreReply(200, new JsonObject { ["order"] = order.Id, ["known"] = isKnown });
    }

    private static StoreReply Refused(int status, string code, string message) => new(status, Error(code, message), code);

    private static JsonObject Error(string code, string message) => new() { ["code"] = code, ["message"] = message };
}

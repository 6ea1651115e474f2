using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Forwarders;

/// <summary>The HTTP face of the forwarder, as docs/reference/forwarder-api.md describes it.</summary>
internal sealed class ForwarderEndpoints(SandboxWorld world)
{
    private const string Root = "/forwarder";

    private static readonly long s_stampLife = (long)TimeSpan.FromMinutes(5).TotalSeconds;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            Root + "/account",
            context => AnswerAsync(context, "account", (_, _) => (200, new JsonObject { ["name"] = "Sandbox" }))
        );
        routes.MapPost(Root + "/announcements", context => AnswerAsync(context, "announce", Announce));
        routes.MapGet(
            Root + "/announcements/{reference}",
            (HttpContext context, string reference) =>
                AnswerAsync(
                    context,
                    "read",
                    (step, _) => step.Find<ForwarderOrder>(reference) is { } order ? (200, ForwarderWork.Describe(order)) : Missing()
                )
        );
        routes.MapPut(
            Root + "/labels/{reference}",
            (HttpContext context, string reference) => AnswerAsync(context, "labels", (_, body) => Label(reference, body))
        );
        routes.MapDelete(
            Root + "/announcements/{reference}",
            (HttpContext context, string reference) => AnswerAsync(context, "cancel", (step, _) => Cancel(step, reference))
        );
    }

    public static string Sign(string secret, string time, string method, string path, string body) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}\n{method}\n{path}\n{body}"))
        );

    private static (int Status, JsonObject Body) Announce(Step step, JsonObject body)
    {
        if (
            body["reference"]?.GetValue<string>() is not { Length: > 0 } reference
            || body["parcels"] is not JsonArray { Count: > 0 }
            || body["goods"] is not JsonArray { Count: > 0 }
            || body["customer"]?["country"]?.GetValue<string>() is not { Length: > 0 }
        )
        {
            return Error(422, "incomplete", "reference, parcels, goods and customer are needed");
        }

        var order = step.Find<ForwarderOrder>(reference) ?? step.Add(new ForwarderOrder { Key = reference });
        if (order.IsCancelled || WaybillsOf(body).Except(WaybillsOf(order.Announcement), StringComparer.Ordinal).Any())
        {
            order.AwaitsSending = true;
            order.ArrivedAt = null;
            order.AnnouncedElapsed = step.Elapsed;
        }

        body.Remove("customer");
        order.OrderNumber = body["orderNumber"]?.GetValue<string>() ?? string.Empty;
        order.Announcement = body.DeepClone().AsObject();
        order.Announced++;
        order.IsCancelled = false;
        step.Touch(order);
        return (200, new JsonObject { ["reference"] = reference });
    }

    private static IEnumerable<string> WaybillsOf(JsonObject announcement) =>
        announcement["parcels"]?.AsArray().Select(parcel => parcel!["waybillNumber"]!.GetValue<string>()) ?? [];

    private static (int Status, JsonObject Body) Cancel(Step step, string reference)
    {
        if (step.Find<ForwarderOrder>(reference) is not { } order)
        {
            return Missing();
        }

        if (order.Shipments.Count > 0)
        {
            return Error(409, "sent", "the goods have left");
        }

        order.IsCancelled = true;
        step.Touch(order);
        return (200, new JsonObject { ["reference"] = reference });
    }

    // The file itself is read by people.
    private static (int Status, JsonObject Body) Label(string reference, JsonObject body) =>
        body["reference"]?.GetValue<string>() == reference
        && body["labels"] is JsonArray { Count: > 0 } labels
        && labels.All(label =>
            label?["waybillNumber"]?.GetValue<string>() is { Length: > 0 }
            && Uri.TryCreate(label["address"]?.GetValue<string>(), UriKind.Absolute, out _)
        )
            ? (200, new JsonObject { ["reference"] = reference })
            : Error(422, "incomplete", "each label needs its waybillNumber and its address");

    private static (int Status, JsonObject Body) Missing() => Error(404, "unknown", "there is no such announcement");

    private static (int Status, JsonObject Body) Error(int status, string code, string message) =>
        (status, new JsonObject { ["code"] = code, ["message"] = message });

    private async Task AnswerAsync(HttpContext context, string operation, Func<Step, JsonObject, (int Status, JsonObject Body)> work)
    {
        var started = Stopwatch.GetTimestamp();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var guard = new FaultGuard(world, ForwarderStandIn.Target, operation);
        if (await guard.BeforeAsync(context))
        {
            return;
        }

        var (status, body) = world.Change(step =>
            IsSigned(step, context.Request, text) ? Work(step) : Error(401, "signature", "not signed")
        );
        await guard.AnswerAsync(context, status, body);
        world.Calls.Add(
            new CallEntry(
                world.Time.GetUtcNow(),
                ForwarderStandIn.Target,
                operation,
                "-",
                guard.Shown ?? status.ToString(CultureInfo.InvariantCulture),
                Stopwatch.GetElapsedTime(started).TotalMilliseconds
            )
        );

        (int Status, JsonObject Body) Work(Step step)
        {
            try
            {
                return work(step, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return Error(400, "json", "the body is not as it should be");
            }
        }
    }

    private static bool IsSigned(Step step, HttpRequest request, string body)
    {
        var time = request.Headers["Dropship-Timestamp"].ToString();
        var path = $"{request.Path.ToUriComponent()}{request.QueryString}";
        return long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(step.Now.ToUnixTimeSeconds() - seconds) <= s_stampLife
            && request.Headers["Dropship-Signature"] == Sign(ForwarderWork.SettingsOf(step).Secret, time, request.Method, path, body);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Couriers;

/// <summary>The interfaces of Kuaidi100, 17TRACK and AfterShip, as far as parcels are asked for and subscribed by them.</summary>
internal sealed class CourierEndpoints(SandboxWorld world)
{
    private const string AfterShipRoot = "/aftership";
    private const string Api = "/tracking/2026-07";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/kuaidi100/poll/query.do", context => AnswerAsync(context, "kuaidi100.query", Query));
        routes.MapPost("/kuaidi100/poll", context => AnswerAsync(context, "kuaidi100.subscribe", Poll));
        routes.MapGet("/kuaidi100/autonumber/auto", Detect);
        routes.MapPost("/17track/track/v2.4/{operation}", context => AnswerAsync(context, "17track", Track));
        routes.MapPost(AfterShipRoot + Api + "/trackings", context => AnswerAsync(context, "aftership.create", Create));
        routes.MapGet(AfterShipRoot + Api + "/trackings", context => AnswerAsync(context, "aftership.read", List));
    }

    private static (int Status, JsonObject Body) Query(Step step, HttpRequest request, string text)
    {
        var settings = CourierWork.SettingsOf(step);
        var form = FormOf(text);
        var param = form.GetValueOrDefault("param", string.Empty);
        if (
            form.GetValueOrDefault("customer") != settings.Kuaidi100Customer
            || form.GetValueOrDefault("sign") != CourierSigns.Md5(param + settings.Kuaidi100Key + settings.Kuaidi100Customer)
        )
        {
            return Failed("503", "验证签名失败");
        }

        var json = JsonNode.Parse(param)!;
        var company = json["com"]!.GetValue<string>();
        return
            step.Find<CourierPackage>(json["num"]!.GetValue<string>()) is { State: not "NotFound" } package
            && CourierCodes.Kuaidi100Of(package) == company
            ? company == "shunfeng" && json["phone"]?.GetValue<string>() is not { Length: >= 4 }
                ? Failed("408", "收寄件人手机号后四位校验失败")
                : (200, CourierReplies.Kuaidi100(package))
            : Failed("500", "查询无结果，请隔段时间再查");
    }

    private static (int Status, JsonObject Body) Poll(Step step, HttpRequest request, string text)
    {
        var form = FormOf(text);
        var json = JsonNode.Parse(form.GetValueOrDefault("param", "{}"))!;
        if (form.GetValueOrDefault("schema") != "json" || json["key"]?.GetValue<string>() != CourierWork.SettingsOf(step).Kuaidi100Key)
        {
            return Failed("600", "不合法的订阅者");
        }

        var package = CourierWork.PackageOf(step, json["number"]!.GetValue<string>());
        if (package.Subscribed.Contains(CourierCodes.Kuaidi100))
        {
            return Failed("501", "重复订阅");
        }

        package.CallbackUrl = json["parameters"]!["callbackurl"]!.GetValue<string>();
        package.Salt = json["parameters"]!["salt"]?.GetValue<string>() ?? string.Empty;
        CourierWork.Subscribe(step, package, CourierCodes.Kuaidi100);
        return (
            200,
            new JsonObject
            {
                ["result"] = true,
                ["returnCode"] = "200",
                ["message"] = "提交成功",
            }
        );
    }

    private IResult Detect(string? num, string? key)
    {
        var found = world.Change(step =>
            key == CourierWork.SettingsOf(step).Kuaidi100Key
            && step.Find<CourierPackage>(num ?? string.Empty) is { Carrier.Length: > 0 } package
                ? CourierCodes.Kuaidi100Of(package)
                : null
        );
        return Results.Text(
            new JsonArray(found is null ? [] : [new JsonObject { ["comCode"] = found }]).ToJsonString(),
            "application/json"
        );
    }

    private static (int Status, JsonObject Body) Track(Step step, HttpRequest request, string text)
    {
        if (request.Headers["17token"] != CourierWork.SettingsOf(step).SeventeenTrackKey)
        {
            return (
                401,
                new JsonObject
                {
                    ["code"] = 0,
                    ["data"] = new JsonObject
                    {
                        ["errors"] = new JsonArray(new JsonObject { ["code"] = -18010002, ["message"] = "Invalid key." }),
                    },
                }
            );
        }

        var accepted = new JsonArray();
        var rejected = new JsonArray();
        foreach (var item in JsonNode.Parse(text)!.AsArray().Take(40))
        {
            var number = item!["number"]!.GetValue<string>();
            var carrier = item["carrier"]?.GetValue<int>() ?? 0;
            var package = step.Find<CourierPackage>(number);
            var isRegistered = package?.Subscribed.Contains(CourierCodes.SeventeenTrack) == true;
            var error = (request.RouteValues["operation"] as string, isRegistered) switch
            {
                ("register", true) => -18019901,
                ("register", false) => number.Length < 5 ? -18010012 : 0,
                ("gettrackinfo", false) => -18019902,
                ("gettrackinfo", true) => package is { State: "NotFound" }
                || (carrier != 0 && carrier != CourierCodes.SeventeenTrackOf(package!))
                    ? -18019909
                    : 0,
                _ => -18010013,
            };
            if (error != 0)
            {
                rejected.Add(
                    new JsonObject
                    {
                        ["number"] = number,
                        ["carrier"] = carrier,
                        ["error"] = new JsonObject { ["code"] = error, ["message"] = "Rejected." },
                    }
                );
                continue;
            }

            package ??= CourierWork.PackageOf(step, number);
            if (!isRegistered)
            {
                CourierWork.Subscribe(step, package, CourierCodes.SeventeenTrack);
                accepted.Add(new JsonObject { ["number"] = number, ["carrier"] = carrier });
            }
            else
            {
                accepted.Add(CourierReplies.SeventeenTrack(package));
            }
        }

        return (
            200,
            new JsonObject
            {
                ["code"] = 0,
                ["data"] = new JsonObject { ["accepted"] = accepted, ["rejected"] = rejected },
            }
        );
    }

    private static (int Status, JsonObject Body) Create(Step step, HttpRequest request, string text)
    {
        if (!IsSigned(step, request, text))
        {
            return Meta(401, 4001, "Invalid API key or signature.");
        }

        var package = CourierWork.PackageOf(step, JsonNode.Parse(text)!["tracking_number"]!.GetValue<string>());
        if (package.Subscribed.Contains(CourierCodes.AfterShip))
        {
            return Meta(400, 4003, "Tracking already exists.");
        }

        CourierWork.Subscribe(step, package, CourierCodes.AfterShip);
        var (_, body) = Meta(201, 201, null);
        body["data"] = CourierReplies.AfterShip(package);
        return (201, body);
    }

    private static (int Status, JsonObject Body) List(Step step, HttpRequest request, string text)
    {
        if (!IsSigned(step, request, text))
        {
            return Meta(401, 4001, "Invalid API key or signature.");
        }

        var package = step.Find<CourierPackage>(request.Query["tracking_numbers"].ToString());
        var slug = request.Query["slug"].ToString();
        var isShown =
            package?.Subscribed.Contains(CourierCodes.AfterShip) == true
            && (slug.Length == 0 || package.Carrier.Length == 0 || slug == CourierCodes.AfterShipOf(package));
        var (_, body) = Meta(200, 200, null);
        body["data"] = new JsonObject { ["trackings"] = new JsonArray(isShown ? [CourierReplies.AfterShip(package!)] : []) };
        return (200, body);
    }

    private static bool IsSigned(Step step, HttpRequest request, string body)
    {
        var settings = CourierWork.SettingsOf(step);
        if (request.Headers["as-api-key"] != settings.AfterShipKey)
        {
            return false;
        }

        var text = string.Join(
            '\n',
            request.Method,
            body.Length > 0 ? CourierSigns.Md5(body) : string.Empty,
            body.Length > 0 ? request.ContentType : string.Empty,
            request.Headers.Date.ToString(),
            $"as-api-key:{settings.AfterShipKey}",
            $"{request.Path.ToUriComponent()[AfterShipRoot.Length..]}{request.QueryString}"
        );
        return settings.AfterShipSigningSecret is not { } secret
            || request.Headers["as-signature-hmac-sha256"] == CourierSigns.Hmac(secret, text);
    }

    private static (int Status, JsonObject Body) Meta(int status, int code, string? message) =>
        (
            status,
            new JsonObject
            {
                ["meta"] = new JsonObject { ["code"] = code, ["message"] = message },
                ["data"] = new JsonObject(),
            }
        );

    private static (int Status, JsonObject Body) Failed(string code, string message) =>
        (
            200,
            new JsonObject
            {
                ["result"] = false,
                ["returnCode"] = code,
                ["message"] = message,
            }
        );

    private static Dictionary<string, string> FormOf(string text) =>
        text.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]), StringComparer.Ordinal);

    private async Task AnswerAsync(
        HttpContext context,
        string operation,
        Func<Step, HttpRequest, string, (int Status, JsonObject Body)> work
    )
    {
        var started = Stopwatch.GetTimestamp();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var guard = new FaultGuard(world, CourierStandIn.Target, operation);
        if (await guard.BeforeAsync(context))
        {
            return;
        }

        var (status, body) = world.Change(step => Work(step));
        await guard.AnswerAsync(context, status, body);
        world.Calls.Add(
            new CallEntry(
                world.Time.GetUtcNow(),
                CourierStandIn.Target,
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
                return work(step, context.Request, text);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException)
            {
                return (400, new JsonObject { ["message"] = "the body is not as it should be" });
            }
        }
    }
}

using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>
/// The 1688 gateway. The checks come in the order seen on the real one: signature, then token, then permission, then
/// arguments.
/// </summary>
internal sealed class MarketGateway(SandboxWorld world)
{
    private static readonly FrozenDictionary<string, MarketApi> s_apis = (
        (IEnumerable<KeyValuePair<string, MarketApi>>)
            [.. TradeApis.All, .. PaymentApis.All, .. LogisticsApis.All, .. OfferApis.All, .. MessageApis.All]
    ).ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Lock _rateGate = new();
    private double _allowance = double.MaxValue;
    private DateTimeOffset _allowanceAt;

    public void Map(IEndpointRouteBuilder routes)
    {
        string[] methods = [HttpMethods.Post, HttpMethods.Get];
        routes.MapMethods("/1688/openapi/{protocol}/{version}/{ns}/{api}/{appKey}", methods, CallAsync);
        routes.MapGet(
            "/1688/img/{offer}.svg",
            (string offer) =>
                world.Change(step =>
                    step.Find<Offer>(offer) is { } found
                        ? Results.Content(MarketReplies.Picture(found), "image/svg+xml; charset=utf-8")
                        : Results.NotFound()
                )
        );
    }

    private async Task CallAsync(HttpContext context, string protocol, string version, string ns, string api, string appKey)
    {
        var started = Stopwatch.GetTimestamp();
        var parameters = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (context.Request.HasFormContentType)
        {
            foreach (var field in await context.Request.ReadFormAsync(context.RequestAborted))
            {
                parameters[field.Key] = field.Value.ToString();
            }
        }

        var guard = new FaultGuard(world, "1688", api);
        if (!await guard.BeforeAsync(context))
        {
            var origin = $"{context.Request.Scheme}://{context.Request.Host}";
            var path = $"{protocol}/{version}/{ns}/{api}/{appKey}";
            var (status, body) = Serve(new MarketCall(path, ns, api, appKey, parameters, origin));
            if (guard.FalseFailure)
            {
                body = new JsonObject
                {
                    ["result"] = new JsonObject
                    {
                        ["success"] = true,
                        ["result"] = new JsonObject { ["payChannel"] = "alipay", ["paySuccess"] = false },
                    },
                };
            }

            // Whoever has the answer may look for the call in the log at once.
            Log(started, api, parameters, guard.Shown ?? Outcome(body));
            await guard.AnswerAsync(context, status, body);
            return;
        }

        Log(started, api, parameters, guard.Shown!);
    }

    private (int Status, JsonObject Body) Serve(MarketCall call)
    {
        if (call.Namespace == "system.oauth2" && call.Api == "getToken")
        {
            return world.Change(step => BuyerTokens.Grant(step, call.AppKey, call.Parameters));
        }

        var settings = world.Change(step => step.Settings);
        if (TooFast(settings.CallsPerSecond))
        {
            return Gateway(400, "gw.QosAppFrequencyLimit", "App call exceeds limited frequency");
        }

        if (
            call.AppKey != settings.AppKey
            || call.Parameters.GetValueOrDefault("_aop_signature") != MarketText.Sign(settings.AppSecret, call.Path, call.Parameters)
        )
        {
            return Gateway(400, "gw.SignatureInvalid", "Invalid signature");
        }

        if (!s_apis.TryGetValue(call.Api, out var api) || api.Namespace != call.Namespace)
        {
            return Gateway(400, "gw.APIUnsupported", $"Unsupported API {call.Namespace}:{call.Api}-1");
        }

        return world.Change(step =>
        {
            var buyer = api.NeedsBuyer ? BuyerTokens.Check(step, call.Text("access_token")) : null;
            if (api.NeedsBuyer && buyer is null)
            {
                return Gateway(401, "401", "Request need user authorized");
            }

            if (settings.DeniedApis.Contains(call.Api, StringComparer.Ordinal))
            {
                return Gateway(403, "gw.APIACLDecline", $"AppKey is not allowed(acl) {call.Namespace}:{call.Api}");
            }

            try
            {
                return (200, api.Answer(step, buyer, call));
            }
            catch (MarketRefusal refusal) when (refusal.Code == "gw.ParamMissing")
            {
                return Gateway(400, refusal.Code, refusal.Message);
            }
        });
    }

    private bool TooFast(int callsPerSecond)
    {
        if (callsPerSecond <= 0)
        {
            return false;
        }

        lock (_rateGate)
        {
            var now = world.Time.GetUtcNow();
            _allowance = Math.Min(callsPerSecond, _allowance + ((now - _allowanceAt).TotalSeconds * callsPerSecond));
            _allowanceAt = now;
            if (_allowance < 1)
            {
                return true;
            }

            _allowance--;
            return false;
        }
    }

    private static (int Status, JsonObject Body) Gateway(int status, string code, string message) =>
        (status, new JsonObject { ["error_code"] = code, ["error_message"] = message });

    private static string Outcome(JsonObject body)
    {
        var inner = body["result"] as JsonObject;
        var code =
            body["error_code"]
            ?? body["error"]
            ?? body["errorCode"]
            ?? body["code"]
            ?? (inner?["success"]?.ToString() == "false" ? inner["code"] : null);
        return code?.ToString() is { Length: > 0 } text ? text : "ok";
    }

    private void Log(long started, string api, Dictionary<string, string> parameters, string outcome)
    {
        string[] keys = ["outOrderId", "orderId", "orderIds", "orderIdList", "tradeID", "offerId", "page"];
        var subject = string.Join(' ', keys.Where(parameters.ContainsKey).Select(k => $"{k}={parameters[k]}"));
        world.Calls.Add(
            new CallEntry(world.Time.GetUtcNow(), "1688", api, subject, outcome, Stopwatch.GetElapsedTime(started).TotalMilliseconds)
        );
    }
}

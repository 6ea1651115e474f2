using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dropship.Sandbox.GraphQL;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>The HTTP face of the stores: client-credentials tokens and the Admin GraphQL endpoint.</summary>
internal sealed partial class ShopifyEndpoints(SandboxWorld world)
{
    private const int LargestQueryCost = 1000;
    private const int TokenLifetimeSeconds = 86399;

    private readonly ThrottleBuckets _buckets = new(world.Time);
    private readonly GraphEngine _engine = new(Schema());

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/shopify/{shop}/admin/oauth/access_token", TokenAsync);
        routes.MapPost("/shopify/{shop}/admin/api/{version}/graphql.json", GraphQlAsync);
    }

    private static string Schema()
    {
        using var stream = typeof(ShopifyEndpoints).Assembly.GetManifestResourceStream("schema.graphql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private async Task TokenAsync(HttpContext context, string shop)
    {
        var started = Stopwatch.GetTimestamp();
        var fields = await ReadFieldsAsync(context);
        var guard = new FaultGuard(world, "shopify", "oauth.access_token");
        if (await guard.BeforeAsync(context))
        {
            Log(started, "oauth.access_token", shop, guard.Shown);
            return;
        }

        var (status, body) = world.Change(step =>
        {
            var settings = step.Settings;
            if (!KnownShop(settings, shop))
            {
                return (404, new JsonObject { ["errors"] = "Not Found" });
            }

            if (fields.GetValueOrDefault("grant_type") != "client_credentials")
            {
                return (
                    400,
                    new JsonObject { ["error"] = "unsupported_grant_type", ["error_description"] = "The grant type is not supported." }
                );
            }

            if (
                fields.GetValueOrDefault("client_id") != settings.ShopifyClientId
                || fields.GetValueOrDefault("client_secret") != settings.ShopifyClientSecret
            )
            {
                return (
                    400,
                    new JsonObject
                    {
                        ["error"] = "application_cannot_be_found",
                        ["error_description"] = "The client id or secret is not that of an installed app.",
                    }
                );
            }

            var token = step.Add(
                new StoreToken
                {
                    Key = "shpat_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                    Shop = shop,
                    ExpiresAt = step.Elapsed + TokenLifetimeSeconds,
                }
            );
            return (
                200,
                new JsonObject
                {
                    ["access_token"] = token.Key,
                    ["scope"] = string.Join(',', settings.ShopifyScopes),
                    ["expires_in"] = TokenLifetimeSeconds,
                }
            );
        });
        await guard.AnswerAsync(context, status, body);
        Log(started, "oauth.access_token", shop, guard.Shown ?? (status == 200 ? "ok" : $"HTTP {status}"));
    }

    private async Task GraphQlAsync(HttpContext context, string shop, string version)
    {
        var started = Stopwatch.GetTimestamp();
        context.Response.Headers["X-Shopify-API-Version"] = Version().IsMatch(version) ? version : Webhooks.ApiVersion;
        context.Response.Headers["X-Request-Id"] = Guid.NewGuid().ToString();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var request = GraphRequest.Parse(text);
        var operation = request?.RootField ?? "graphql";
        var token = context.Request.Headers["X-Shopify-Access-Token"].ToString();

        var guard = new FaultGuard(world, "shopify", operation);
        if (await guard.BeforeAsync(context))
        {
            Log(started, operation, shop, guard.Shown);
            return;
        }

        var scopes = world.Change(step => Authorise(step, shop, token));
        if (scopes is null)
        {
            var known = world.Change(step => KnownShop(step.Settings, shop));
            await guard.AnswerAsync(
                context,
                known ? 401 : 404,
                new JsonObject
                {
                    ["errors"] = known ? "[API] Invalid API key or access token (unrecognized login or wrong password)" : "Not Found",
                }
            );
            Log(started, operation, shop, known ? "HTTP 401" : "HTTP 404");
            return;
        }

        var answer =
            request is null
                ? Errors(
                    GraphErrors.Json("The request body is not a GraphQL request.", extensions: new JsonObject { ["code"] = "BAD_REQUEST" })
                )
            : request.Syntax is { } syntax ? Errors(syntax)
            : await RunAsync(request, shop, scopes, context.RequestAborted);
        await guard.AnswerAsync(context, 200, answer);
        Log(started, operation, Subject(shop, request?.Sent), guard.Shown ?? Outcome(answer));
    }

    private async Task<JsonObject> RunAsync(GraphRequest request, string shop, OrderScopes scopes, CancellationToken cancellationToken)
    {
        var check = await _engine.CheckAsync(request, cancellationToken);
        if (check.Errors.Count > 0)
        {
            return Errors([.. check.Errors]);
        }

        var requested = check.Cost;
        if (requested > LargestQueryCost)
        {
            return Errors(
                GraphErrors.Json(
                    $"Query cost is {requested}, which exceeds the single query max cost limit ({LargestQueryCost}).",
                    extensions: new JsonObject
                    {
                        ["code"] = "MAX_COST_EXCEEDED",
                        ["cost"] = requested,
                        ["maxCost"] = LargestQueryCost,
                        ["documentation"] = "https://shopify.dev/api/usage/rate-limits",
                    }
                )
            );
        }

        var (maximum, restore) = world.Change(step => (step.Settings.ThrottleMaximum, step.Settings.ThrottleRestoreRate));
        if (!_buckets.TryTake(shop, requested, maximum, restore, out var available))
        {
            world.Calls.AddThrottled();
            var throttled = Errors(
                GraphErrors.Json(
                    "Throttled",
                    extensions: new JsonObject { ["code"] = "THROTTLED", ["documentation"] = "https://shopify.dev/api/usage/rate-limits" }
                )
            );
            throttled["extensions"] = Cost(requested, null, maximum, available, restore);
            return throttled;
        }

        var warnings = new List<JsonObject>();
        var result = world.Change(step =>
        {
            var root = new StoreRoot(step, shop, scopes);
            var ran = _engine.Run(request, check.IsMutation ? root.Mutation : root.Query);
            warnings.AddRange(root.SearchWarnings);
            return ran;
        });
        var actual = Math.Min(requested, GraphCost.Actual(result.Data, check.IsMutation));
        world.Calls.AddCost(requested, actual);
        available = _buckets.GiveBack(shop, requested - actual, maximum, restore);

        var answer = new JsonObject();
        if (result.Errors.Count > 0)
        {
            answer["errors"] = new JsonArray([.. result.Errors]);
        }

        answer["data"] = result.Data;
        answer["extensions"] = Cost(requested, actual, maximum, available, restore);
        if (warnings.Count > 0)
        {
            answer["extensions"]!["search"] = new JsonArray(
                new JsonObject { ["path"] = new JsonArray("orders"), ["warnings"] = new JsonArray([.. warnings]) }
            );
        }

        return answer;
    }

    private static OrderScopes? Authorise(Step step, string shop, string token)
    {
        var settings = step.Settings;
        if (!KnownShop(settings, shop) || token.Length == 0)
        {
            return null;
        }

        var valid =
            token == settings.ShopifyAccessToken
            || (step.Find<StoreToken>(token) is { } issued && issued.Shop == shop && issued.ExpiresAt > step.Elapsed);
        return valid ? new OrderScopes(settings.ShopifyScopes) : null;
    }

    private static bool KnownShop(Settings settings, string shop) => settings.Shops.Contains(shop, StringComparer.Ordinal);

    private static JsonObject Errors(params JsonObject[] errors) => new() { ["errors"] = new JsonArray([.. errors]) };

    private static JsonObject Cost(int requested, int? actual, int maximum, double available, int restore) =>
        new()
        {
            ["cost"] = new JsonObject
            {
                ["requestedQueryCost"] = requested,
                ["actualQueryCost"] = actual,
                ["throttleStatus"] = new JsonObject
                {
                    ["maximumAvailable"] = (double)maximum,
                    ["currentlyAvailable"] = Math.Floor(available),
                    ["restoreRate"] = (double)restore,
                },
            },
        };

    private static string Outcome(JsonObject answer)
    {
        if (answer["errors"] is JsonArray { Count: > 0 } errors)
        {
            return errors[0]?["extensions"]?["code"]?.GetValue<string>() ?? "error";
        }

        var userErrors = (answer["data"] as JsonObject)
            ?.Select(p => (p.Value as JsonObject)?["userErrors"] as JsonArray)
            .FirstOrDefault(e => e?.Count > 0);
        return userErrors is null ? "ok" : "userErrors";
    }

    private static string Subject(string shop, JsonElement? variables)
    {
        if (variables is not { ValueKind: JsonValueKind.Object } given)
        {
            return shop;
        }

        var ids = given
            .EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.String && p.Value.GetString()!.StartsWith("gid://", StringComparison.Ordinal))
            .Select(p => p.Value.GetString());
        return string.Join(' ', (string[])[shop, .. ids!]);
    }

    private static async Task<Dictionary<string, string>> ReadFieldsAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(
                    context.Request.Body,
                    cancellationToken: context.RequestAborted
                ) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private void Log(long started, string operation, string subject, string? outcome) =>
        world.Calls.Add(
            new CallEntry(
                world.Time.GetUtcNow(),
                "shopify",
                operation,
                subject,
                outcome ?? "ok",
                Stopwatch.GetElapsedTime(started).TotalMilliseconds
            )
        );

    [GeneratedRegex("^20[0-9]{2}-(01|04|07|10)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}

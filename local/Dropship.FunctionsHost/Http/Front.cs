using Dropship.FunctionsHost.Functions;
using Dropship.FunctionsHost.Hosting;
using Microsoft.Azure.WebJobs;

namespace Dropship.FunctionsHost.Http;

/// <summary>The addresses of the host: its state, its HTTP functions, the management endpoints of the Durable extension.</summary>
internal static class Front
{
    public const string DurableTaskPath = "/runtime/webhooks/durabletask";

    public static void Map(WebApplication app, IReadOnlyList<FunctionDefinition> functions, HttpKeys keys)
    {
        app.MapGet("/admin/host/ping", () => Results.Ok());
        app.MapGet("/admin/host/status", (HostId id) => Results.Json(new { id = id.Value, state = "Running", version = "4.1037.0", functions = functions.Count }));
        if (functions.Any(function => function.IsDurable))
        {
            app.Map(DurableTaskPath + "/{**rest}", context => DurableTaskEndpoints.HandleAsync(context, keys));
        }

        var prefix = (app.Configuration[$"{HostSettings.Root}:extensions:http:routePrefix"] ?? "api").Trim('/');
        foreach (var function in functions.Where(function => function.IsHttp && !IsDisabled(app.Configuration, function.Name)))
        {
            MapFunction(app, function, prefix, keys);
        }
    }

    private static void MapFunction(WebApplication app, FunctionDefinition function, string prefix, HttpKeys keys)
    {
        var host = app.Services.GetRequiredService<IJobHost>();
        var level = function.Text("authLevel");
        var pattern = $"{prefix}/{(function.Text("route") ?? function.Name).TrimStart('/')}";
        async Task HandleAsync(HttpContext context)
        {
            if (!keys.Allows(context.Request, level))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            try
            {
                await host.CallAsync(function.Name, new Dictionary<string, object>(StringComparer.Ordinal) { [function.Parameter] = context }, context.RequestAborted);
            }
            catch (Exception) when (!context.RequestAborted.IsCancellationRequested)
            {
                // The SDK has logged it.
                Fail(context);
            }
            catch (Exception)
            {
                // There is nobody left to tell.
            }
        }

        try
        {
            if (function.Trigger.TryGetProperty("methods", out var methods) && methods.GetArrayLength() > 0)
            {
                app.MapMethods(pattern, [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())], HandleAsync);
            }
            else
            {
                app.Map(pattern, HandleAsync);
            }
        }
        catch (Microsoft.AspNetCore.Routing.Patterns.RoutePatternException exception)
        {
            throw new HostException($"Function {function.Name}: its route '{pattern}' is not one. {exception.Message}", exception);
        }
    }

    private static void Fail(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static bool IsDisabled(IConfiguration configuration, string function) =>
        configuration.IsSettingEnabled($"AzureWebJobs.{function}.Disabled") || configuration.IsSettingEnabled($"AzureWebJobs_{function}_Disabled");
}

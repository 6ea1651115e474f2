using Dropship.FunctionsHost.Functions;
using Dropship.FunctionsHost.Hosting;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.WebJobs;

namespace Dropship.FunctionsHost.Http;

/// <summary>The addresses of the host: its state, its HTTP functions, the management endpoints of the Durable extension.</summary>
internal sealed class Front(WebApplication app, HttpKeys keys, CancellationToken stop)
{
    private readonly IJobHost _host = app.Services.GetRequiredService<IJobHost>();

    /// <exception cref="HostException">A route cannot be one.</exception>
    public void Map(IReadOnlyList<FunctionDefinition> functions, DurableTaskEndpoints durableTask)
    {
        app.MapGet("/admin/host/ping", () => Results.Ok());
        app.MapGet("/admin/host/status", (HostId id) => new { state = "Running", id = id.Value, functions = functions.Count });
        if (functions.Any(function => function.IsDurable))
        {
            app.Map(DurableTaskEndpoints.Path + "/{**rest}", durableTask.HandleAsync);
        }

        var prefix = (app.Configuration[$"{HostSettings.Root}:extensions:http:routePrefix"] ?? "api").Trim('/');
        foreach (var function in functions.Where(function => function.Type is TriggerType.HttpTrigger && !IsDisabled(function.Name)))
        {
            var route = $"{prefix}/{(function.Text("route") ?? function.Name).TrimStart('/')}";
            try
            {
                var endpoint = app.Map(route, context => HandleAsync(function, context));
                if (function.Trigger.TryGetProperty("methods", out var methods) && methods.GetArrayLength() > 0)
                {
                    var names = methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant());
                    endpoint.WithMetadata(new HttpMethodMetadata(names));
                }
            }
            catch (RoutePatternException exception)
            {
                throw new HostException($"Function {function.Name}: its route '{route}' is not one. {exception.Message}", exception);
            }
        }
    }

    private async Task HandleAsync(FunctionDefinition function, HttpContext context)
    {
        if (!keys.Allows(context.Request, function.Text("authLevel")))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { [function.Parameter] = context };
        try
        {
            await _host.CallAsync(function.Name, arguments, cancelled.Token);
        }
        catch (Exception)
        {
            // The SDK has logged it.
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
    }

    private bool IsDisabled(string function) =>
        app.Configuration.IsSettingEnabled($"AzureWebJobs.{function}.Disabled")
        || app.Configuration.IsSettingEnabled($"AzureWebJobs_{function}_Disabled");
}

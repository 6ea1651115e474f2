using System.Text.Json.Nodes;
using Dropship.FunctionsHost.Functions;

namespace Dropship.FunctionsHost.Http;

/// <summary>The addresses of the host: its state, its HTTP functions, the management endpoints of the Durable extension.</summary>
internal sealed class Front(WebApplication app, CancellationToken stop)
{
    private readonly IJobHost _host = app.Services.GetRequiredService<IJobHost>();
    private readonly HttpKeys _keys = new(app.Configuration);

    public void Map(IReadOnlyList<FunctionDefinition> functions)
    {
        app.MapGet("/admin/host/status", () => new { state = "Running", functions = functions.Count });
        if (functions.Any(function => function.IsDurable))
        {
            app.Map(DurableTaskEndpoints.Path + "/{**rest}", Locked("Admin", DurableTaskEndpoints.HandleAsync));
        }

        var prefix = (app.Configuration[$"{HostSettings.Root}:extensions:http:routePrefix"] ?? "api").Trim('/');
        var enabled = functions.Where(function => !app.Configuration.IsSettingEnabled($"AzureWebJobs.{function.Name}.Disabled"));

        // As in Azure, the first route that fits is taken, in the order of the functions' names.
        var inOrder = enabled.Where(function => function.Type is "httpTrigger").OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (index, function) in inOrder.Index())
        {
            var route = $"{prefix}/{(function.Trigger["route"]?.ToString() ?? function.Name).TrimStart('/')}";
            var endpoint = app.Map(route, Locked(function.Trigger["authLevel"]?.ToString(), context => HandleAsync(function, context)));
            endpoint.Add(builder => ((RouteEndpointBuilder)builder).Order = index + 1);
            if (function.Trigger["methods"] is JsonArray { Count: > 0 } methods)
            {
                endpoint.WithMetadata(new HttpMethodMetadata(methods.Select(method => method!.ToString().ToUpperInvariant())));
            }
        }
    }

    private RequestDelegate Locked(string? level, RequestDelegate handle) =>
        context =>
        {
            if (_keys.Allows(context.Request, level))
            {
                return handle(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };

    private async Task HandleAsync(FunctionDefinition function, HttpContext context)
    {
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
}

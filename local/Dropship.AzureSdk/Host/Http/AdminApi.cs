using System.Reflection;
using System.Text.Json;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Host.Http;

/// <summary>What an operator asks of the host itself, with the master key.</summary>
internal sealed class AdminApi(
    FunctionCatalog catalog,
    FunctionsHostService host,
    HostKeys keys,
    HostIdentity identity,
    HostShutdown shutdown,
    FunctionInvoker invoker,
    TimeProvider time) : IHostEndpoints
{
    private static readonly string s_version =
        typeof(AdminApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private readonly long _started = time.GetTimestamp();

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/admin/host/ping", [HttpMethods.Get, HttpMethods.Post], (RequestDelegate)(_ => Task.CompletedTask));
        endpoints.MapGet("/admin/host/status", (RequestDelegate)(context => ForAdminAsync(context, () => context.Response.WriteAsJsonAsync(Status(), context.RequestAborted))));
        endpoints.MapGet("/admin/functions", (RequestDelegate)(context => ForAdminAsync(context, () => context.Response.WriteAsJsonAsync(catalog.Functions.Select(Describe), context.RequestAborted))));
        endpoints.MapGet("/admin/functions/{name}", (RequestDelegate)(context => ForAdminAsync(context, () => DescribeAsync(context))));
        endpoints.MapPost("/admin/functions/{name}", (RequestDelegate)(context => ForAdminAsync(context, () => RunAsync(context))));
    }

    private async Task ForAdminAsync(HttpContext context, Func<Task> answer)
    {
        if (await keys.AllowsAsync(context.Request, AuthorizationLevel.Admin, null, context.RequestAborted))
        {
            await answer();
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
    }

    private object Status() => new
    {
        id = identity.Id,
        state = host.IsRunning ? "Running" : "Stopped",
        version = s_version,
        processUptime = (long)time.GetElapsedTime(_started).TotalMilliseconds,
        running = shutdown.Running,
    };

    private object Describe(FunctionDescriptor function) => new
    {
        name = function.Name,
        entryPoint = function.EntryPoint,
        trigger = HostFunctionDefinition.TypeOf(function.Trigger),
        isDisabled = catalog.IsDisabled(function),
    };

    private Task DescribeAsync(HttpContext context)
    {
        if (Find(context) is { } function)
        {
            return context.Response.WriteAsJsonAsync(Describe(function), context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // A disabled function can be started by hand all the same.
    private async Task RunAsync(HttpContext context)
    {
        if (Find(context) is not { } function)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        FunctionInvocation invocation;
        try
        {
            invocation = host.FamilyOf(function).ByHand(function, await InputAsync(context));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { message = exception.Message }, context.RequestAborted);
            return;
        }

        // Runs on after the answer; the invoker counts it, logs it and cancels it with the host.
        _ = Task.Run(() => invoker.InvokeAsync(function, invocation, CancellationToken.None), CancellationToken.None);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private FunctionDescriptor? Find(HttpContext context) => catalog.Find((string)context.Request.RouteValues["name"]!);

    private static async Task<string?> InputAsync(HttpContext context)
    {
        var body = await BinaryData.FromStreamAsync(context.Request.Body, context.RequestAborted);
        if (body.ToMemory().IsEmpty)
        {
            return null;
        }

        using var document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("input", out var input)
            ? input.ValueKind is JsonValueKind.String ? input.GetString() : input.GetRawText()
            : null;
    }
}

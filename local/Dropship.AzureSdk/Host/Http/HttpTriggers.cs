using Dropship.AzureSdk.Host.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Dropship.AzureSdk.Host.Http;

/// <summary>Functions that answer HTTP requests, on their routes and behind their keys.</summary>
internal sealed class HttpTriggers(FunctionCatalog catalog, FunctionInvoker invoker, HostKeys keys, HostSettings settings, HttpTriggers.Mode mode)
    : ITriggerFamily, IHostEndpoints
{
    private static readonly Dictionary<string, object?> s_nothing = new(StringComparer.OrdinalIgnoreCase);

    private readonly string _prefix = (settings.Extension("http")["routePrefix"] ?? "api").Trim('/');

    public bool Owns(TriggerBindingAttribute trigger) => trigger is HttpTriggerAttribute;

    public void Check(FunctionDescriptor function)
    {
        if (!mode.UsesAspNetCore)
        {
            throw new InvalidOperationException(
                $"Function '{function.Name}' answers HTTP. Call builder.ConfigureFunctionsWebApplication() so that it can take and give ASP.NET Core's types.");
        }

        if (!function.TriggerParameter.ParameterType.IsAssignableFrom(typeof(HttpRequest)))
        {
            throw new InvalidOperationException($"Function '{function.Name}' must take its HTTP trigger as an HttpRequest; take bodies with [FromBody].");
        }
    }

    public ITriggerListener Listen(IReadOnlyList<FunctionDescriptor> functions) => new NoListener();

    public FunctionInvocation ByHand(FunctionDescriptor function, string? input) =>
        throw new NotSupportedException($"Function '{function.Name}' answers HTTP: request {RouteOf(function)} instead.");

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var function in catalog.Functions.Where(f => f.Trigger is HttpTriggerAttribute && !catalog.IsDisabled(f)))
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            var handler = (RequestDelegate)(context => AnswerAsync(function, trigger, context));
            var endpoint = trigger.Methods is { } methods
                ? endpoints.MapMethods(RouteOf(function), methods.Select(m => m.ToUpperInvariant()), handler)
                : endpoints.Map(RouteOf(function), handler);
            endpoint.WithDisplayName(function.Name);
        }
    }

    /// <summary>The path that a function answers, from its slash on.</summary>
    public string RouteOf(FunctionDescriptor function)
    {
        var route = ((HttpTriggerAttribute)function.Trigger).Route?.TrimStart('/') ?? function.Name;
        return _prefix.Length == 0 ? "/" + route : $"/{_prefix}/{route}";
    }

    private async Task AnswerAsync(FunctionDescriptor function, HttpTriggerAttribute trigger, HttpContext context)
    {
        if (!await keys.AllowsAsync(context.Request, trigger.AuthLevel, function.Name, context.RequestAborted))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var outcome = await invoker.InvokeAsync(
            function,
            new FunctionInvocation
            {
                TriggerValue = context.Request,
                Metadata = context.Request.RouteValues.Count == 0
                    ? s_nothing
                    : new Dictionary<string, object?>(context.Request.RouteValues, StringComparer.OrdinalIgnoreCase),
                Inputs = new Dictionary<Type, object> { [typeof(HttpContext)] = context, [typeof(HttpRequest)] = context.Request, [typeof(HttpResponse)] = context.Response },
                Prepare = call => call.Items[FunctionContextExtensions.HttpContextKey] = context,
                Reason = "This function was programmatically called via the host APIs.",
            },
            context.RequestAborted);
        if (outcome.Succeeded)
        {
            await WriteAsync(outcome.ReturnValue, context);
        }
        else if (context.Response.HasStarted)
        {
            context.Abort();
        }
        else
        {
            context.Response.Clear();
            context.Response.StatusCode = outcome.IsCancelled ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
        }
    }

    // Any other value is not written, as in the official worker: what the function wrote to the response stands.
    private static Task WriteAsync(object? value, HttpContext context) => value switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        IResult result => result.ExecuteAsync(context),
        _ => Task.CompletedTask,
    };

    /// <summary>Whether the app asked for ASP.NET Core's types.</summary>
    internal sealed record Mode(bool UsesAspNetCore);

    private sealed class NoListener : ITriggerListener
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

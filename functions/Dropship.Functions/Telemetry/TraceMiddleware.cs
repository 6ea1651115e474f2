using System.Diagnostics;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Dropship.Functions.Telemetry;

/// <summary>
/// Makes each call of a function a span: of its order's trace when its message, its address or its orchestration names one, else of a trace
/// of its own. The host's own trace is linked.
/// </summary>
internal sealed class TraceMiddleware : IFunctionsWorkerMiddleware
{
    // Whose messages name a store order first.
    private static readonly string[] s_ofOrders = ["MapOrder", "StoreChange"];

    /// <summary>Orchestrators are left out: they are played again and again, and the steps of their activity tell what they did.</summary>
    public static bool IsTraced(FunctionContext context) =>
        !context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "orchestrationTrigger");

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var name = context.FunctionDefinition.Name;
        var kind = KindOf(context);
        var cause = ActivityContext.TryParse(context.TraceContext.TraceParent, context.TraceContext.TraceState, out var host)
            ? host
            : default;
        var (order, purchase) = SubjectOf(name, context.BindingContext.BindingData);
        using var span = order is { } key ? OrderTraces.Start(name, kind, key, purchase, cause) : OrderTraces.StartApart(name, kind, cause);
        span?.SetTag("faas.invocation_id", context.InvocationId);
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    private static ActivityKind KindOf(FunctionContext context)
    {
        var types = context.FunctionDefinition.InputBindings.Values.Select(binding => binding.Type).ToList();
        return types.Contains("httpTrigger") ? ActivityKind.Server
            : types.Contains("queueTrigger") || types.Contains("serviceBusTrigger") ? ActivityKind.Consumer
            : ActivityKind.Internal;
    }

    private static (OrderKey? Order, PurchaseOrderKey? Purchase) SubjectOf(string function, IReadOnlyDictionary<string, object?> data)
    {
        // A later try of the same message has its time behind the key.
        foreach (var text in (string?[])[Text("instanceId"), Text("key"), Text("MessageId")?.Split('@')[0]])
        {
            if (PurchaseOrderKey.TryParse(text, out var purchase))
            {
                return (purchase.Order, purchase);
            }
        }

        if (Text("accountId") is { } account && Text("storeOrderId") is { } id)
        {
            return (new OrderKey(account, id), null);
        }

        return s_ofOrders.Contains(function) && Text("QueueTrigger") is { } message && StoreChange.TryParse(message, out var change)
            ? (change.Order, null)
            : (null, null);

        string? Text(string name) => data.TryGetValue(name, out var value) ? value?.ToString() : null;
    }
}

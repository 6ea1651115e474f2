using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>Takes the durable client from the parameters of a call, so that the services that wake orchestrations get it
/// injected.</summary>
internal sealed class OrchestrationClientMiddleware(OrchestrationClient client) : IFunctionsWorkerMiddleware
{
    public static bool IsBound(FunctionContext context) =>
        context.FunctionDefinition.Parameters.Any(parameter => parameter.Type == typeof(DurableTaskClient));

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // The result is kept: the call itself gets the same values.
        var bound = await context.Features.Get<IFunctionInputBindingFeature>()!.BindFunctionInputAsync(context);
        client.Current = bound.Values.OfType<DurableTaskClient>().Single();
        await next(context);
    }
}

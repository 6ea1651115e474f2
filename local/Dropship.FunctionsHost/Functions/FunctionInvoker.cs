using System.Diagnostics;
using Dropship.FunctionsHost.Http;
using Dropship.FunctionsHost.Worker;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using ExecutionContext = Microsoft.Azure.WebJobs.ExecutionContext;

namespace Dropship.FunctionsHost.Functions;

/// <summary>Runs functions in the worker.</summary>
internal sealed class FunctionInvoker(IReadOnlyList<FunctionDefinition> functions, WorkerSupervisor worker, HttpProxy http)
{
    // The same for all invocations: hub, connection and addresses.
    private string? _durableClient;

    /// <summary>Runs one function and gives its answer.</summary>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="WorkerProcessExitException">The worker ended meanwhile.</exception>
    public async Task<object?> InvokeAsync(
        int number, object trigger, Binder binder, ExecutionContext context, CancellationToken cancellationToken)
    {
        var function = functions[number];
        var connection = await worker.ReadyAsync(cancellationToken);
        var trace = Activity.Current;
        var request = new InvocationRequest
        {
            InvocationId = context.InvocationId.ToString(),
            FunctionId = function.Id,
            TraceContext = new RpcTraceContext { TraceParent = trace?.Id ?? "", TraceState = trace?.TraceStateString ?? "" },
        };
        foreach (var client in function.DurableClients)
        {
            _durableClient ??= await binder.BindAsync<string>(new DurableClientAttribute(), cancellationToken);
            request.InputData[client] = new TypedData { String = _durableClient };
        }

        request.InputData[function.Parameter] = TypedValues.ToTyped(trigger);
        if (trigger is HttpContext httpContext)
        {
            await http.InvokeAsync(httpContext, function.Name, connection, request, cancellationToken);
            return null;
        }

        foreach (var (name, data) in binder.BindingData)
        {
            if (TypedValues.ToTyped(data) is { } value)
            {
                request.TriggerMetadata[name] = value;
            }
        }

        return TypedValues.FromTyped(await connection.InvokeAsync(function.Name, request, cancellationToken));
    }
}

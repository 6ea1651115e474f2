using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
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
    private readonly ConcurrentDictionary<DurableClientBinding, string> _clients = new();

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
            var text = await ClientAsync(client, binder, cancellationToken);
            request.InputData.Add(new ParameterBinding { Name = client.Parameter, Data = new TypedData { String = text } });
        }

        if (trigger is HttpContext httpContext)
        {
            await http.InvokeAsync(function, httpContext, connection, request, cancellationToken);
            return null;
        }

        var value = trigger is TimerInfo timer ? new TypedData { Json = ToJson(timer) } : TypedValues.ToTyped(trigger);
        request.InputData.Add(new ParameterBinding { Name = function.Parameter, Data = value });
        foreach (var (name, data) in binder.BindingData)
        {
            if (data is not null && name is not "sys" && TypedValues.ToTyped(data) is { } told)
            {
                request.TriggerMetadata[name] = told;
            }
        }

        return TypedValues.FromTyped(await connection.InvokeAsync(function.Name, request, cancellationToken));
    }

    private static string ToJson(TimerInfo timer) => JsonSerializer.Serialize(new
    {
        Schedule = new { timer.Schedule.AdjustForDST },
        timer.ScheduleStatus,
        timer.IsPastDue,
    });

    private async ValueTask<string> ClientAsync(DurableClientBinding client, Binder binder, CancellationToken cancellationToken)
    {
        if (!_clients.TryGetValue(client, out var text))
        {
            var attribute = new DurableClientAttribute { TaskHub = client.TaskHub, ConnectionName = client.Connection };
            text = await binder.BindAsync<string>(attribute, cancellationToken);
            _clients.TryAdd(client, text);
        }

        return text;
    }
}

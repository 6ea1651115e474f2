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
    public async Task<object?> InvokeAsync(int number, object trigger, Binder binder, ExecutionContext context, CancellationToken cancellationToken)
    {
        var function = functions[number];
        var connection = await worker.ReadyAsync(cancellationToken);
        var request = new InvocationRequest
        {
            InvocationId = context.InvocationId.ToString(),
            FunctionId = function.Id,
            TraceContext = new RpcTraceContext { TraceParent = Activity.Current?.Id ?? string.Empty, TraceState = Activity.Current?.TraceStateString ?? string.Empty },
        };
        foreach (var client in function.DurableClients)
        {
            request.InputData.Add(new ParameterBinding { Name = client.Parameter, Data = new TypedData { String = await ClientAsync(client, binder, cancellationToken) } });
        }

        if (trigger is HttpContext httpContext)
        {
            await http.InvokeAsync(function, httpContext, connection, request, cancellationToken);
            return null;
        }

        request.InputData.Add(new ParameterBinding
        {
            Name = function.Parameter,
            Data = trigger is TimerInfo timer ? new TypedData { Json = ToJson(timer) } : TypedValues.ToTyped(trigger),
        });
        foreach (var (name, value) in binder.BindingData)
        {
            if (value is not null && name is not "sys" && TypedValues.ToTyped(value) is { } told)
            {
                request.TriggerMetadata[name] = told;
            }
        }

        return TypedValues.FromTyped(await connection.InvokeAsync(function.Name, request, cancellationToken));
    }

    private static string ToJson(TimerInfo timer) => TypedValues.ToJson(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("Schedule");
        json.WriteBoolean("AdjustForDST", timer.Schedule.AdjustForDST);
        json.WriteEndObject();
        json.WritePropertyName("ScheduleStatus");
        JsonSerializer.Serialize(json, timer.ScheduleStatus);
        json.WriteBoolean("IsPastDue", timer.IsPastDue);
        json.WriteEndObject();
    });

    private async ValueTask<string> ClientAsync(DurableClientBinding client, Binder binder, CancellationToken cancellationToken)
    {
        if (!_clients.TryGetValue(client, out var text))
        {
            text = await binder.BindAsync<string>(new DurableClientAttribute { TaskHub = client.TaskHub, ConnectionName = client.Connection }, cancellationToken);
            _clients.TryAdd(client, text);
        }

        return text;
    }
}

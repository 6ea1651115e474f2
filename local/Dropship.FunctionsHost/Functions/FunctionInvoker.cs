using System.Diagnostics;
using Dropship.FunctionsHost.Http;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ExecutionContext = Microsoft.Azure.WebJobs.ExecutionContext;
using JsonSerializer = System.Text.Json.JsonSerializer;

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
        int number,
        object trigger,
        Binder binder,
        ExecutionContext context,
        CancellationToken cancellationToken
    )
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

        request.InputData[function.Parameter] = ToTyped(trigger);
        if (trigger is HttpContext httpContext)
        {
            await http.InvokeAsync(httpContext, function.Name, connection, request, cancellationToken);
            return null;
        }

        foreach (var (name, data) in binder.BindingData)
        {
            if (ToTyped(data) is { } value)
            {
                request.TriggerMetadata[name] = value;
            }
        }

        return FromTyped(await connection.InvokeAsync(function.Name, request, cancellationToken));
    }

    /// <summary>The value as the worker expects it; null when it is nothing that a worker could be told.</summary>
    private static TypedData? ToTyped(object? value) =>
        value switch
        {
            string text => new TypedData { String = text },
            HttpContext => new TypedData { Http = new Nothing() },
            JToken token => new TypedData { Json = token.ToString(Formatting.None) },
            TimerInfo timer => Json(
                new
                {
                    Schedule = new { timer.Schedule.AdjustForDST },
                    timer.ScheduleStatus,
                    timer.IsPastDue,
                }
            ),
            IConvertible or DateTimeOffset or TimeSpan or Guid or Uri or IReadOnlyDictionary<string, object?> => Json(value),
            _ => null,
        };

    /// <summary>What the worker answered, for the extension; JSON stays as it came.</summary>
    private static object? FromTyped(TypedData? data) =>
        data?.DataCase switch
        {
            TypedData.DataOneofCase.String => data.String,
            TypedData.DataOneofCase.Json => new JRaw(data.Json),
            TypedData.DataOneofCase.Double => data.Double,
            _ => null,
        };

    private static TypedData Json(object value) => new() { Json = JsonSerializer.Serialize(value, value.GetType()) };
}

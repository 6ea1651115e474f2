using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Dropship.AzureSdk.Durable.Hub;
using Dropship.AzureSdk.Durable.Replay;
using Dropship.AzureSdk.Host;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Durable.Hosting;

/// <summary>The app's task hub: its orchestrators and activities, and the client that speaks to it.</summary>
internal sealed class DurableRuntime : IHubFunctions
{
    private readonly FunctionInvoker _invoker;
    private readonly FunctionPipeline _pipeline;
    private readonly IServiceScopeFactory _scopes;
    private readonly DataConverter _converter;
    private readonly Lazy<TaskHub> _hub;
    private readonly Lazy<DurableTaskClient> _client;
    private readonly Dictionary<string, FunctionDescriptor> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FunctionDescriptor> _activities = new(StringComparer.OrdinalIgnoreCase);

    public DurableRuntime(FunctionCatalog catalog, DurableSettings settings, FunctionInvoker invoker, FunctionPipeline pipeline, IServiceScopeFactory scopes)
    {
        _invoker = invoker;
        _pipeline = pipeline;
        _scopes = scopes;
        foreach (var function in catalog.Functions.Where(function => !catalog.IsDisabled(function)))
        {
            switch (function.Trigger)
            {
                case OrchestrationTriggerAttribute trigger:
                    _orchestrators[trigger.Orchestration ?? function.Name] = function;
                    break;
                case ActivityTriggerAttribute trigger:
                    _activities[trigger.Activity ?? function.Name] = function;
                    break;
            }
        }

        // A hub that nobody uses needs no tables, no owner and no heartbeat.
        IsUsed = _orchestrators.Count + _activities.Count > 0
            || catalog.Functions.SelectMany(function => function.Parameters).Any(parameter => parameter.IsDefined(typeof(DurableClientAttribute)));
        var options = settings.ToOptions();
        _converter = options.Converter;
        Connection = settings.Connection ?? HostConnections.Storage;
        _hub = new(() => new TaskHub(settings.Tables, this, options));
        _client = new(() => new HubClient(Hub));
    }

    public bool IsUsed { get; }

    public string Connection { get; }

    public TaskHub Hub => _hub.Value;

    public DurableTaskClient Client => _client.Value;

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public OrchestratorRun? BeginOrchestrator(string name)
    {
        if (!_orchestrators.TryGetValue(name, out var function))
        {
            return null;
        }

        // Not through the invoker: a playing is given up wherever it waits, and what the invoker holds for it would never be freed.
        var scope = _scopes.CreateAsyncScope();
        return new OrchestratorRun(
            async context =>
            {
                var invocation = new FunctionInvocation { TriggerValue = context, Reason = "Orchestration", IsQuiet = true };
                var call = new HostFunctionContext(function, invocation, scope.ServiceProvider, CancellationToken.None);
                await _pipeline.Invoke(call);
                return call.ReturnValue;
            },
            scope.DisposeAsync);
    }

    public Func<ActivityCall, CancellationToken, Task<string?>>? FindActivity(string name) =>
        _activities.TryGetValue(name, out var function) ? (call, cancellationToken) => InvokeAsync(function, call, cancellationToken) : null;

    private async Task<string?> InvokeAsync(FunctionDescriptor function, ActivityCall call, CancellationToken cancellationToken)
    {
        var invocation = new FunctionInvocation
        {
            TriggerValue = Input(call.Input, function.TriggerParameter.ParameterType),
            Metadata = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = call.InstanceId },
            Reason = FormattableString.Invariant($"Activity {call.TaskId} of instance {call.InstanceId}"),
        };
        var outcome = await _invoker.InvokeAsync(function, invocation, cancellationToken);
        if (outcome.IsCancelled)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        if (outcome.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return _converter.Serialize(outcome.ReturnValue);
    }

    // A parameter of type string takes any input: text as it is, everything else as its JSON.
    private object? Input(string? data, Type type)
    {
        if (data is null || type != typeof(string))
        {
            return _converter.Deserialize(data, type);
        }

        return data.StartsWith('"') ? JsonSerializer.Deserialize<string>(data) : data == "null" ? null : data;
    }
}

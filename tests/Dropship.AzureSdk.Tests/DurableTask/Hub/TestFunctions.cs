using Dropship.AzureSdk.Durable.Hub;
using Dropship.AzureSdk.Durable.Replay;
using Dropship.AzureSdk.Durable.Serialization;
using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Tests.DurableTask.Hub;

/// <summary>Orchestrators and activities written inside a test.</summary>
internal sealed class TestFunctions : IHubFunctions
{
    private readonly Dictionary<string, OrchestratorBody> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<ActivityCall, CancellationToken, Task<string?>>> _activities = new(StringComparer.OrdinalIgnoreCase);

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task> body)
    {
        _orchestrators[name] = OrchestratorBodies.From(body);
        return this;
    }

    public TestFunctions Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> body) =>
        Orchestrator(name, (Func<TaskOrchestrationContext, Task>)body);

    public TestFunctions Activity<TInput, TResult>(string name, Func<TInput, CancellationToken, Task<TResult>> body)
    {
        _activities[name] = async (call, cancellationToken) =>
            DurableJson.Converter.Serialize(await body(DurableJson.Converter.Deserialize<TInput>(call.Input)!, cancellationToken));
        return this;
    }

    public TestFunctions Activity<TInput, TResult>(string name, Func<TInput, TResult> body) =>
        Activity<TInput, TResult>(name, (input, _) => Task.FromResult(body(input)));

    public OrchestratorRun? BeginOrchestrator(string name) => _orchestrators.TryGetValue(name, out var body) ? new OrchestratorRun(body) : null;

    public Func<ActivityCall, CancellationToken, Task<string?>>? FindActivity(string name) => _activities.GetValueOrDefault(name);
}

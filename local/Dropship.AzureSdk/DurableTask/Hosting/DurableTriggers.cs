using Dropship.AzureSdk.Host;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Durable.Hosting;

/// <summary>Orchestrators and activities, which the task hub starts.</summary>
internal sealed class DurableTriggers(DurableRuntime runtime) : ITriggerFamily
{
    public bool Owns(TriggerBindingAttribute trigger) => trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute;

    public void Check(FunctionDescriptor function)
    {
        if (function.Trigger is OrchestrationTriggerAttribute && !function.TriggerParameter.ParameterType.IsAssignableFrom(typeof(TaskOrchestrationContext)))
        {
            throw new InvalidOperationException($"Function '{function.Name}' ({function.EntryPoint}): [OrchestrationTrigger] goes on a {nameof(TaskOrchestrationContext)}, not on a {function.TriggerParameter.ParameterType}.");
        }
    }

    public ITriggerListener Listen(IReadOnlyList<FunctionDescriptor> functions) => new HubListener(runtime);

    public FunctionInvocation ByHand(FunctionDescriptor function, string? input) =>
        throw new NotSupportedException($"Function '{function.Name}' is started by the task hub. Start an orchestration with POST /runtime/webhooks/durabletask/orchestrators/{{name}}.");

    private sealed class HubListener(DurableRuntime runtime) : ITriggerListener
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (runtime.IsUsed)
            {
                runtime.Hub.Start();
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) =>
            runtime.IsUsed ? runtime.Hub.StopAsync().WaitAsync(cancellationToken) : Task.CompletedTask;
    }
}

using System.Reflection;
using Dropship.AzureSdk.Durable.Replay;
using Dropship.AzureSdk.Host;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Durable.Hosting;

/// <summary>Parameters marked [DurableClient], and an orchestrator's input as a parameter of its own.</summary>
internal sealed class DurableBinding : IInputBindingProvider
{
    public bool CanBind(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(DurableClientAttribute))
        || ((MethodInfo)parameter.Member).GetParameters().Any(other => other != parameter && other.IsDefined(typeof(OrchestrationTriggerAttribute)));

    public ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context)
    {
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not { } attribute)
        {
            return new(((ReplayContext)((HostFunctionContext)context).Invocation.TriggerValue!).GetInput(parameter.ParameterType));
        }

        // Asked for here, not in the constructor: the runtime calls functions, and functions get their parameters from here.
        var runtime = context.InstanceServices.GetRequiredService<DurableRuntime>();
        if (!parameter.ParameterType.IsAssignableFrom(typeof(DurableTaskClient)))
        {
            throw new InvalidOperationException($"[DurableClient] goes on a {nameof(DurableTaskClient)}, not on a {parameter.ParameterType}.");
        }

        var hub = attribute.TaskHub is { Length: > 0 } name ? context.InstanceServices.GetRequiredService<SettingNames>().Resolve(name) : null;
        return hub is null || hub.Equals(runtime.Hub.Options.HubName, StringComparison.OrdinalIgnoreCase)
            ? new(runtime.Client)
            : throw new InvalidOperationException($"[DurableClient] names the task hub '{hub}', but this process runs '{runtime.Hub.Options.HubName}' and no other.");
    }
}

using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Durable.Hosting;

/// <summary>Adds Durable Functions to the host.</summary>
internal static class DurableTaskExtensions
{
    public static IServiceCollection AddDurableTask(this IServiceCollection services)
    {
        services.AddSingleton<DurableSettings>();
        services.AddSingleton<DurableRuntime>();
        services.AddSingleton<ITriggerFamily, DurableTriggers>();
        services.AddSingleton<IInputBindingProvider, DurableBinding>();
        services.AddSingleton<IHostEndpoints, ManagementApi>();
        return services;
    }
}

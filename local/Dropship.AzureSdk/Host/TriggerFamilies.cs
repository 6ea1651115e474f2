using Dropship.AzureSdk.Durable.Hosting;
using Dropship.AzureSdk.Host.Http;
using Dropship.AzureSdk.Host.Queues;
using Dropship.AzureSdk.Host.ServiceBus;
using Dropship.AzureSdk.Host.Timers;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Host;

/// <summary>All the ways in which functions are started.</summary>
internal static class TriggerFamilies
{
    public static IServiceCollection AddTriggerFamilies(this IServiceCollection services, bool usesAspNetCore)
    {
        services.AddMvcCore();
        services.AddSingleton(new HttpTriggers.Mode(usesAspNetCore));
        services.AddSingleton<HostKeys>();
        services.AddSingleton<HttpTriggers>();
        services.AddSingleton<ITriggerFamily>(p => p.GetRequiredService<HttpTriggers>());
        services.AddSingleton<IHostEndpoints>(p => p.GetRequiredService<HttpTriggers>());
        services.AddSingleton<IHostEndpoints, AdminApi>();
        services.AddSingleton<IInputBindingProvider, HttpBodyBinding>();

        services.AddSingleton<TimerMonitor>();
        services.AddSingleton<ITriggerFamily, TimerTriggers>();

        services.AddSingleton<ITriggerFamily, QueueTriggers>();

        services.AddDurableTask();

        services.AddSingleton<ITriggerFamily, ServiceBusTriggers>();
        return services;
    }
}

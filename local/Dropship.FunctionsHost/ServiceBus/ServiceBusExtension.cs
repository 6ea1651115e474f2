using System.Reflection;
using Microsoft.Azure.WebJobs.Description;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Triggers;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>Service Bus queues as triggers, on the official client.</summary>
[Extension("ServiceBus", "serviceBus")]
internal sealed class ServiceBusExtension(IConfiguration configuration, INameResolver names, ILoggerFactory loggers)
    : IExtensionConfigProvider,
        ITriggerBindingProvider
{
    private readonly IConfiguration _settings = configuration.GetSection($"{HostSettings.Root}:extensions:serviceBus");
    private readonly ILogger _logger = loggers.CreateLogger("Host.Triggers.ServiceBus");

    public void Initialize(ExtensionConfigContext context) => context.AddBindingRule<ServiceBusTriggerAttribute>().BindToTrigger(this);

    public Task<ITriggerBinding?> TryCreateAsync(TriggerBindingProviderContext context)
    {
        var trigger = context.Parameter.GetCustomAttribute<ServiceBusTriggerAttribute>();
        return Task.FromResult<ITriggerBinding?>(trigger is null ? null : Binding(context.Parameter.Name!, trigger));
    }

    private ServiceBusTriggerBinding Binding(string parameter, ServiceBusTriggerAttribute trigger)
    {
        var queue = names.ResolveWholeString(trigger.QueueName);
        var setting = trigger.Connection ?? "ServiceBus";
        var connection =
            configuration.GetWebJobsConnectionString(setting)
            ?? throw new InvalidOperationException($"The setting {setting} with the connection string of the Service Bus is missing.");
        return new ServiceBusTriggerBinding(
            parameter,
            executor => new ServiceBusListener(queue, trigger.IsSessionsEnabled, connection, _settings, executor, _logger)
        );
    }
}

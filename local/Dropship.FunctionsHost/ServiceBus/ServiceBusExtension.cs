using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Description;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Triggers;
using Microsoft.Extensions.Options;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>Service Bus queues as triggers, on the official client.</summary>
[Extension("ServiceBus", "serviceBus")]
internal sealed class ServiceBusExtension(
    IOptions<ServiceBusSettings> settings, IConfiguration configuration, INameResolver names, ILoggerFactory loggers)
    : IExtensionConfigProvider, ITriggerBindingProvider
{
    private readonly ILogger _logger = loggers.CreateLogger("Host.Triggers.ServiceBus");

    public void Initialize(ExtensionConfigContext context) => context.AddBindingRule<ServiceBusTriggerAttribute>().BindToTrigger(this);

    public Task<ITriggerBinding?> TryCreateAsync(TriggerBindingProviderContext context)
    {
        if (context.Parameter.GetCustomAttributes(inherit: false).OfType<ServiceBusTriggerAttribute>().SingleOrDefault() is not { } trigger)
        {
            return Task.FromResult<ITriggerBinding?>(null);
        }

        trigger.QueueName = names.ResolveWholeString(trigger.QueueName);
        var setting = trigger.Connection ?? "ServiceBus";
        var connection = configuration.GetWebJobsConnectionString(setting)
            ?? throw new InvalidOperationException($"The setting {setting} with the connection string of the Service Bus is missing.");
        return trigger is { IsSessionsEnabled: true, IsDeadLetters: true }
            ? throw new InvalidOperationException($"{trigger.QueueName} has no sessions, as no queue of dead letters has.")
            : Task.FromResult<ITriggerBinding?>(new ServiceBusTriggerBinding(
                context.Parameter, trigger, executor => new ServiceBusListener(trigger, connection, settings.Value, executor, _logger)));
    }
}

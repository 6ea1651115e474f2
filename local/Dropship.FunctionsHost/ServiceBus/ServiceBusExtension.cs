using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Description;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Triggers;
using Microsoft.Extensions.Options;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>Service Bus queues as triggers, on the official client.</summary>
[Extension("ServiceBus", "serviceBus")]
internal sealed class ServiceBusExtension(IOptions<ServiceBusSettings> settings, IConfiguration configuration, INameResolver names, ILoggerFactory loggers)
    : IExtensionConfigProvider, ITriggerBindingProvider
{
    private const string DeadLetters = "/$DeadLetterQueue";

    public void Initialize(ExtensionConfigContext context) => context.AddBindingRule<ServiceBusTriggerAttribute>().BindToTrigger(this);

    public Task<ITriggerBinding?> TryCreateAsync(TriggerBindingProviderContext context)
    {
        var attribute = context.Parameter.GetCustomAttributes(inherit: false).OfType<ServiceBusTriggerAttribute>().SingleOrDefault();
        return Task.FromResult<ITriggerBinding?>(attribute is null ? null : new ServiceBusTriggerBinding(context.Parameter, Source(attribute), loggers));
    }

    private ServiceBusSource Source(ServiceBusTriggerAttribute attribute)
    {
        var name = names.ResolveWholeString(attribute.QueueName);
        var connection = configuration.GetWebJobsConnectionString(attribute.Connection ?? "ServiceBus")
            ?? throw new InvalidOperationException($"The setting {attribute.Connection ?? "AzureWebJobsServiceBus"} with the connection string of the Service Bus is missing.");
        var isDead = name.EndsWith(DeadLetters, StringComparison.OrdinalIgnoreCase);
        return new ServiceBusSource(
            isDead ? name[..^DeadLetters.Length] : name,
            isDead ? SubQueue.DeadLetter : SubQueue.None,
            connection,
            attribute.IsSessionsEnabled,
            attribute.AutoComplete is { } said ? bool.Parse(said) : settings.Value.AutoCompleteMessages,
            settings.Value);
    }
}

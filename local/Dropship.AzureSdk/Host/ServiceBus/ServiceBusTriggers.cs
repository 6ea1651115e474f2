using Azure.Messaging.ServiceBus;
using Dropship.AzureSdk.Host.Triggers;
using Dropship.AzureSdk.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.ServiceBus;

/// <summary>Functions that handle the messages of Service Bus queues.</summary>
internal sealed class ServiceBusTriggers(
    SettingNames names,
    HostConnections connections,
    HostSettings settings,
    HostLocation location,
    IConfiguration configuration,
    FunctionInvoker invoker,
    TimeProvider time,
    ILoggerFactory loggers) : ITriggerFamily
{
    private const string DefaultConnection = "ServiceBus";

    private readonly ServiceBusTriggerOptions _options = ServiceBusTriggerOptions.Read(settings);

    public bool Owns(TriggerBindingAttribute trigger) => trigger is ServiceBusTriggerAttribute;

    public void Check(FunctionDescriptor function)
    {
        var trigger = (ServiceBusTriggerAttribute)function.Trigger;
        var path = QueuePath.Parse(names.Resolve(trigger.QueueName));
        var file = BrokerOf(trigger).TopologyFile;
        var queue = BrokerTopology.Read(file).FirstOrDefault(q => string.Equals(q.Name, path.Queue, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"Function '{function.Name}' reads the Service Bus queue '{path.Queue}', which {file} does not declare.");
        if (path.IsDead && trigger.IsSessionsEnabled)
        {
            throw new InvalidOperationException($"Function '{function.Name}' says IsSessionsEnabled = True, but the dead letters of '{path.Queue}' have no sessions.");
        }

        if (!path.IsDead && queue.RequiresSession != trigger.IsSessionsEnabled)
        {
            throw new InvalidOperationException(
                $"Function '{function.Name}' says IsSessionsEnabled = {trigger.IsSessionsEnabled}, but the queue '{path.Queue}' is declared with RequiresSession = {queue.RequiresSession}.");
        }
    }

    public ITriggerListener Listen(IReadOnlyList<FunctionDescriptor> functions)
    {
        var logger = loggers.CreateLogger("Host.Triggers.ServiceBus");
        return new ListenerGroup([.. functions.Select(function =>
        {
            var trigger = (ServiceBusTriggerAttribute)function.Trigger;
            var broker = BrokerRegistry.Shared.Refer(BrokerOf(trigger));
            var processor = new ServiceBusMessageProcessor(
                function, trigger.AutoCompleteMessagesSet ?? _options.AutoCompleteMessages, _options.MaxAutoLockRenewalDuration, invoker, time, logger);
            return new ServiceBusListener(broker, QueuePath.Parse(names.Resolve(trigger.QueueName)), trigger.IsSessionsEnabled, processor, _options, time, logger);
        })]);
    }

    public FunctionInvocation ByHand(FunctionDescriptor function, string? input) => ServiceBusMessageProcessor.Invocation(
        ServiceBusModelFactory.ServiceBusReceivedMessage(new BinaryData(input ?? string.Empty), messageId: Guid.NewGuid().ToString("N"), deliveryCount: 1),
        new HostMessageActions(_ => throw new ServiceBusException(
            "A message made by hand is in no queue and cannot be settled.", ServiceBusFailureReason.MessageLockLost, function.Name)),
        "This function was programmatically called via the host APIs.");

    private BrokerSettings BrokerOf(ServiceBusTriggerAttribute trigger)
    {
        var name = string.IsNullOrEmpty(trigger.Connection) ? DefaultConnection : trigger.Connection;
        var section = connections.Section(name);
        return section.Value is { Length: > 0 } connectionString
            ? BrokerSettings.Read(connectionString, setting => configuration[setting], location.AppFolder)
            : throw BrokerSettings.InAzure(section["fullyQualifiedNamespace"] ?? name);
    }
}

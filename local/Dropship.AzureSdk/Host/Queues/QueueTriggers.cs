using Azure.Storage.Queues.Models;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.Queues;

/// <summary>Functions that handle the messages of storage queues.</summary>
internal sealed class QueueTriggers(
    SettingNames names,
    HostConnections connections,
    HostSettings settings,
    IHostEnvironment environment,
    FunctionInvoker invoker,
    TimeProvider time,
    ILoggerFactory loggers) : ITriggerFamily
{
    private readonly QueueTriggerOptions _options = QueueTriggerOptions.Read(settings, environment);

    public bool Owns(TriggerBindingAttribute trigger) => trigger is QueueTriggerAttribute;

    public void Check(FunctionDescriptor function)
    {
        var trigger = (QueueTriggerAttribute)function.Trigger;
        names.Resolve(trigger.QueueName);
        connections.Queues(trigger.Connection);
    }

    public ITriggerListener Listen(IReadOnlyList<FunctionDescriptor> functions)
    {
        var logger = loggers.CreateLogger("Host.Triggers.Queue");
        return new ListenerGroup([.. functions.Select(function =>
        {
            var trigger = (QueueTriggerAttribute)function.Trigger;
            var queues = connections.Queues(trigger.Connection);
            var name = names.Resolve(trigger.QueueName);
            var processor = new QueueMessageProcessor(function, name, queues, _options, invoker, time, logger);
            return new QueueListener(function.Name, queues.GetQueueClient(name), processor, _options, time, logger);
        })]);
    }

    public FunctionInvocation ByHand(FunctionDescriptor function, string? input) => QueueMessageProcessor.Invocation(
        QueuesModelFactory.QueueMessage(Guid.NewGuid().ToString(), string.Empty, new BinaryData(input ?? string.Empty), 1),
        "This function was programmatically called via the host APIs.");
}

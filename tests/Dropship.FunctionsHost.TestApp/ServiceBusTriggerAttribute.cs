using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Dropship.FunctionsHost.TestApp;

/// <summary>The worker's side of a Service Bus trigger; the host knows the binding by the type's name.</summary>
/// <param name="queueName">The queue.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string QueueName { get; } = queueName;

    public string? Connection { get; set; }

    public bool IsSessionsEnabled { get; set; }
}

using Microsoft.Azure.WebJobs.Description;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>Marks the parameter that gets the messages of a Service Bus queue.</summary>
/// <param name="queueName">The queue, or <c>%Setting%</c>; its dead letters with <c>/$DeadLetterQueue</c> after it.</param>
[Binding]
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : Attribute
{
    public string QueueName { get; } = queueName;

    /// <summary>The setting with the connection string; <c>AzureWebJobsServiceBus</c> when null.</summary>
    public string? Connection { get; set; }

    public bool IsSessionsEnabled { get; set; }
}

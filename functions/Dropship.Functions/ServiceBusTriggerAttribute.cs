using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Dropship.Functions;

/// <summary>
/// Runs a function for each message of a Service Bus queue. The host knows the binding by this type's name, and takes the body as text and
/// the message's properties as metadata; success completes the message, failure abandons it.
/// </summary>
/// <remarks>
/// The host's side is the official extension, which the build adds when <c>WithServiceBusExtension</c> is true. The worker's side of it
/// would bring nothing that is used here.
/// </remarks>
/// <param name="queueName">The queue; <c>name/$DeadLetterQueue</c> for its dead letters.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The name of the setting, or of the group of settings, that says how the namespace is reached.</summary>
    public string? Connection { get; set; }

    /// <summary>Whether the queue has sessions: then the messages of one session are handled one after the other.</summary>
    public bool IsSessionsEnabled { get; set; }
}

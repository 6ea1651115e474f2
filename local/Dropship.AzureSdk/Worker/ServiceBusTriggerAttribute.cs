using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function for each message of a Service Bus queue.</summary>
public sealed class ServiceBusTriggerAttribute : TriggerBindingAttribute
{
    private bool? _autoComplete;

    /// <param name="queueName">The queue, or a setting's name as <c>%Name%</c>; <c>queue/$deadletterqueue</c> for its dead letters, which have no sessions.</param>
    public ServiceBusTriggerAttribute(string queueName) => QueueName = queueName;

    public string QueueName { get; }

    /// <summary>The name of the connection; AzureWebJobsServiceBus when null.</summary>
    public string? Connection { get; set; }

    /// <summary>Whether the queue's messages belong to sessions, each handled one message at a time and in order.</summary>
    public bool IsSessionsEnabled { get; set; }

    /// <summary>Whether a message is completed when the function succeeds; what host.json says (true there by default) unless set.</summary>
    public bool AutoCompleteMessages
    {
        get => _autoComplete ?? true;
        set => _autoComplete = value;
    }

    internal bool? AutoCompleteMessagesSet => _autoComplete;
}

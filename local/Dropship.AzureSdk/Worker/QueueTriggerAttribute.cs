using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function for each message of a storage queue.</summary>
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    /// <param name="queueName">The queue, or a setting's name as <c>%Name%</c>.</param>
    public QueueTriggerAttribute(string queueName) => QueueName = queueName;

    public string QueueName { get; }

    /// <summary>The name of the connection; AzureWebJobsStorage when null.</summary>
    public string? Connection { get; set; }
}

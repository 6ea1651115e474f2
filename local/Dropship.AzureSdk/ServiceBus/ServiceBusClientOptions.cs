namespace Azure.Messaging.ServiceBus;

/// <summary>What can be set of a client.</summary>
public class ServiceBusClientOptions
{
    /// <summary>The client's name in logs; made up when null.</summary>
    public string? Identifier { get; set; }

    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}

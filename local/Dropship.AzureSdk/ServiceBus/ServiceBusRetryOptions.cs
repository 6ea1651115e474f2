namespace Azure.Messaging.ServiceBus;

/// <summary>How long a client waits.</summary>
public class ServiceBusRetryOptions
{
    /// <summary>How long one try may take, and how long an idle receive waits when it names no time: one minute.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
}

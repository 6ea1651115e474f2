namespace Azure.Messaging.ServiceBus;

/// <summary>What can be set of a session's receiver.</summary>
public class ServiceBusSessionReceiverOptions
{
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;
}

namespace Azure.Messaging.ServiceBus;

/// <summary>What can be set of a receiver.</summary>
public class ServiceBusReceiverOptions
{
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;

    public SubQueue SubQueue { get; set; } = SubQueue.None;
}

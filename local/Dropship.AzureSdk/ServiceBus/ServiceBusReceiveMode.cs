namespace Azure.Messaging.ServiceBus;

/// <summary>Whether a message received stays locked until it is settled, or is gone at once.</summary>
public enum ServiceBusReceiveMode
{
    PeekLock,
    ReceiveAndDelete,
}

namespace Azure.Messaging.ServiceBus;

/// <summary>Whether a message can be received, waits to be asked for by number, or waits for its time.</summary>
public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}

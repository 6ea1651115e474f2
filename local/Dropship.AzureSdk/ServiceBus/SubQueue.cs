namespace Azure.Messaging.ServiceBus;

/// <summary>The part of a queue that is read.</summary>
public enum SubQueue
{
    None = 0,
    DeadLetter = 1,
}

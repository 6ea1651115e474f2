namespace Dropship.ServiceBus.Queues;

/// <summary>Where a message stands. The numbers are the protocol's.</summary>
internal enum MessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}

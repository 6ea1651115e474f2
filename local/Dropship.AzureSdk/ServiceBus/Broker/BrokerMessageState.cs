namespace Dropship.AzureSdk.ServiceBus;

/// <summary>Where a message stands, as it is stored.</summary>
internal enum BrokerMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
    Dead = 3,
}

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>One receiver's hold on a session.</summary>
internal sealed class BrokerSession(string id)
{
    public string Id => id;

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>Whether the hold has ended: released, or its lock ran out.</summary>
    public bool IsLost { get; set; }
}

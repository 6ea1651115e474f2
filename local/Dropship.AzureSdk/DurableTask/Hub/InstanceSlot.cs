namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// An instance in memory. The gate lets one at a time at its state; the mailbox takes messages at any time. Everything
/// else is guarded by a lock on the slot.
/// </summary>
internal sealed class InstanceSlot(string id)
{
    public string Id { get; } = id;

    /// <summary>Held while the state is read from or written to the store.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public Lock Lock { get; } = new();

    public List<HubMessage> Mailbox { get; } = [];

    /// <summary>What is stored; null when it must be read. Changed by the holder of the gate only.</summary>
    public InstanceState? State { get; set; }

    /// <summary>Whether the last write may or may not have been done. Changed by the holder of the gate only.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>Whether somebody works through the mailbox.</summary>
    public bool IsRunning { get; set; }

    /// <summary>How many hold on to the slot.</summary>
    public int Users { get; set; }

    /// <summary>Whether another slot may have taken its place.</summary>
    public bool IsGone { get; set; }

    public long LastUse { get; set; }
}

namespace Dropship.ServiceBus.Queues;

/// <summary>The messages of one id, of which one receiver at a time has all; the queue's lock guards it.</summary>
internal sealed class Session(string id)
{
    public string Id { get; } = id;

    /// <summary>Those that wait, in order.</summary>
    public SortedSet<QueuedMessage> Ready { get; } = new(QueuedMessage.BySequence);

    /// <summary>How many messages there are in all states.</summary>
    public int Count { get; set; }

    public byte[]? State { get; set; }

    public DateTimeOffset StateChangedAt { get; set; }

    public ReceiverLink? Owner { get; set; }

    /// <summary>When the hold ends, or ended last.</summary>
    public DateTimeOffset LockedUntil { get; set; }
}

using Dropship.ServiceBus.Links;

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

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>Whether it stands in the line of those to be taken next.</summary>
    public bool IsOffered { get; set; }
}

using Dropship.ServiceBus.Storage;
using Dropship.ServiceBus.Wire;

namespace Dropship.ServiceBus.Queues;

/// <summary>A message in a queue; the queue's lock guards it.</summary>
internal sealed class QueuedMessage(long sequence, MessageContent content, DateTimeOffset enqueuedAt, TimeSpan? timeToLive)
{
    public long Sequence { get; } = sequence;

    /// <summary>The number it had when it was sent.</summary>
    public long EnqueueSequence { get; init; } = sequence;

    public MessageContent Content { get; set; } = content;

    public DateTimeOffset EnqueuedAt { get; } = enqueuedAt;

    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>The queue it died in; null when it lives.</summary>
    public string? DeadLetterSource { get; init; }

    public MessageState State { get; set; }

    public int DeliveryCount { get; set; }

    /// <summary>When it grows too old. Dead letters never do.</summary>
    public DateTimeOffset ExpiresAt =>
        DeadLetterSource is null && timeToLive is { } life && life < DateTimeOffset.MaxValue - EnqueuedAt ? EnqueuedAt + life : DateTimeOffset.MaxValue;

    /// <summary>What it is locked by; empty when it is not.</summary>
    public Guid Token { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>Its session; null in a queue without.</summary>
    public Session? Session { get; set; }

    public OutgoingMessage ToOutgoing(DateTimeOffset? lockedUntil) => new(
        Content,
        new MessageStanding(Sequence, EnqueueSequence, EnqueuedAt, (int)State, DeliveryCount, timeToLive, lockedUntil, DeadLetterSource),
        lockedUntil is null ? Guid.Empty : Token);

    public StoredMessage ToStored(string queue) =>
        new(queue, Sequence, EnqueueSequence, (int)State, DeliveryCount, EnqueuedAt, ScheduledFor, DeadLetterSource, Content.Encode());

    public StoreWrite Change(string queue, bool withContent) =>
        new StoreWrite.ChangeMessage(queue, Sequence, (int)State, DeliveryCount, withContent ? Content.Encode() : null);
}

namespace Dropship.ServiceBus.Queues;

/// <summary>A message in a queue; the queue's lock guards it.</summary>
internal sealed class QueuedMessage(long sequence, MessageContent content, DateTimeOffset enqueuedAt, TimeSpan? timeToLive)
{
    public static readonly IComparer<QueuedMessage> BySequence = Comparer<QueuedMessage>.Create(
        (one, other) => one.Sequence.CompareTo(other.Sequence)
    );

    public static readonly IComparer<QueuedMessage> ByDue = Comparer<QueuedMessage>.Create(
        (one, other) => (one.Due, one.Sequence).CompareTo((other.Due, other.Sequence))
    );

    public long Sequence { get; } = sequence;

    /// <summary>The number it had when it was sent.</summary>
    public long EnqueueSequence { get; init; } = sequence;

    public MessageContent Content { get; set; } = content;

    public DateTimeOffset EnqueuedAt { get; } = enqueuedAt;

    /// <summary>The queue it died in; null when it lives.</summary>
    public string? DeadLetterSource { get; init; }

    public MessageState State { get; set; }

    public int DeliveryCount { get; set; }

    /// <summary>Its session; null in a queue without.</summary>
    public Session? Session { get; set; }

    /// <summary>What it is locked by; empty when it is not.</summary>
    public Guid Token { get; set; }

    /// <summary>When its lock ends, it is to appear, or it grows too old, whichever of these it waits for.</summary>
    public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>When its lock ends. A message of a session is locked as long as that.</summary>
    public DateTimeOffset LockedUntil => Session?.LockedUntil ?? Due;

    /// <summary>When it grows too old. Dead letters never do.</summary>
    public DateTimeOffset ExpiresAt =>
        DeadLetterSource is null && timeToLive is { } life && life < DateTimeOffset.MaxValue - EnqueuedAt
            ? EnqueuedAt + life
            : DateTimeOffset.MaxValue;

    /// <summary>It as it is now.</summary>
    /// <param name="isLocked">Whether its lock is told.</param>
    public OutgoingMessage ToOutgoing(bool isLocked)
    {
        var annotations = new MessageAnnotations();
        annotations.Map["x-opt-sequence-number"] = Sequence;
        annotations.Map["x-opt-enqueued-time"] = EnqueuedAt.UtcDateTime;
        annotations.Map["x-opt-enqueue-sequence-number"] = EnqueueSequence;
        annotations.Map["x-opt-message-state"] = (int)State;
        if (isLocked)
        {
            annotations.Map["x-opt-locked-until"] = LockedUntil.UtcDateTime;
        }

        if (DeadLetterSource is not null)
        {
            annotations.Map["x-opt-deadletter-source"] = DeadLetterSource;
        }

        return new OutgoingMessage(isLocked ? Token : Guid.Empty, Content.Encode(timeToLive, DeliveryCount, annotations));
    }
}

/// <summary>Where a message stands. The numbers are the protocol's.</summary>
internal enum MessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}

/// <summary>A message as it was when it was handed out.</summary>
/// <param name="Token">What it is locked by; empty when it is not.</param>
/// <param name="Bytes">All of it, as its receiver gets it.</param>
internal sealed record OutgoingMessage(Guid Token, byte[] Bytes);

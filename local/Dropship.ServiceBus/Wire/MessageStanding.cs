namespace Dropship.ServiceBus.Wire;

/// <summary>What a queue says of a message beside its content.</summary>
/// <param name="State">0 for one that waits, 1 for a deferred one, 2 for a scheduled one.</param>
/// <param name="EnqueueSequence">The number it had when it was sent; another one than <paramref name="Sequence"/> when it was scheduled.</param>
/// <param name="LockedUntil">Null when it is not locked.</param>
/// <param name="DeadLetterSource">The queue it died in; null when it lives.</param>
internal sealed record MessageStanding(
    long Sequence,
    long EnqueueSequence,
    DateTimeOffset EnqueuedAt,
    int State,
    int DeliveryCount,
    TimeSpan? TimeToLive,
    DateTimeOffset? LockedUntil,
    string? DeadLetterSource)
{
    /// <summary>Writes the annotations that tell it.</summary>
    /// <returns>How many there are.</returns>
    public int Write(AmqpWriter writer)
    {
        var count = 4;
        writer.WriteSymbol("x-opt-sequence-number");
        writer.WriteLong(Sequence);
        writer.WriteSymbol("x-opt-enqueued-time");
        writer.WriteTimestamp(EnqueuedAt);
        writer.WriteSymbol("x-opt-enqueue-sequence-number");
        writer.WriteLong(EnqueueSequence);
        writer.WriteSymbol("x-opt-message-state");
        writer.WriteInt(State);
        if (LockedUntil is { } until)
        {
            writer.WriteSymbol("x-opt-locked-until");
            writer.WriteTimestamp(until);
            count++;
        }

        if (DeadLetterSource is { } source)
        {
            writer.WriteSymbol("x-opt-deadletter-source");
            writer.WriteString(source);
            count++;
        }

        return count;
    }
}

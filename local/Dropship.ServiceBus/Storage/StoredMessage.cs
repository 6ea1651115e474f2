namespace Dropship.ServiceBus.Storage;

/// <summary>A message as it is kept.</summary>
internal sealed record StoredMessage(
    string Queue,
    long Sequence,
    long EnqueueSequence,
    int State,
    int DeliveryCount,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset? ScheduledFor,
    string? DeadLetterSource,
    ReadOnlyMemory<byte> Content);

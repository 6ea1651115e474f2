using System.Collections.ObjectModel;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message received, with what the broker says of it.</summary>
public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    public BinaryData Body { get; internal init; } = BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty);

    public string MessageId { get; internal init; } = string.Empty;

    public string? PartitionKey { get; internal init; }

    public string? TransactionPartitionKey { get; internal init; }

    public string? SessionId { get; internal init; }

    public string? ReplyToSessionId { get; internal init; }

    public TimeSpan TimeToLive { get; internal init; } = TimeSpan.MaxValue;

    public string? CorrelationId { get; internal init; }

    public string? Subject { get; internal init; }

    public string? To { get; internal init; }

    public string? ContentType { get; internal init; }

    public string? ReplyTo { get; internal init; }

    public DateTimeOffset ScheduledEnqueueTime { get; internal init; }

    public IReadOnlyDictionary<string, object?> ApplicationProperties { get; internal init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>The receipt by which it is settled; changes with each delivery.</summary>
    public string LockToken { get; internal init; } = Guid.Empty.ToString();

    /// <summary>How often it was delivered, this time included.</summary>
    public int DeliveryCount { get; internal init; }

    public DateTimeOffset LockedUntil { get; internal set; }

    /// <summary>Its number in the queue: later arrivals have greater ones.</summary>
    public long SequenceNumber { get; internal init; }

    public string? DeadLetterSource { get; internal init; }

    public long EnqueuedSequenceNumber { get; internal init; }

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public DateTimeOffset ExpiresAt => TimeToLive >= DateTimeOffset.MaxValue - EnqueuedTime ? DateTimeOffset.MaxValue : EnqueuedTime + TimeToLive;

    public string? DeadLetterReason => Property("DeadLetterReason");

    public string? DeadLetterErrorDescription => Property("DeadLetterErrorDescription");

    public ServiceBusMessageState State { get; internal init; }

    private string? Property(string name) => ApplicationProperties.TryGetValue(name, out var value) ? value as string : null;
}

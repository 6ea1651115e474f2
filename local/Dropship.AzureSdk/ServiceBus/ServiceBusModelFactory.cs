namespace Azure.Messaging.ServiceBus;

/// <summary>Makes what the service gives, for tests.</summary>
public static class ServiceBusModelFactory
{
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData? body = default,
        string? messageId = default,
        string? partitionKey = default,
        string? viaPartitionKey = default,
        string? sessionId = default,
        string? replyToSessionId = default,
        TimeSpan timeToLive = default,
        string? correlationId = default,
        string? subject = default,
        string? to = default,
        string? contentType = default,
        string? replyTo = default,
        DateTimeOffset scheduledEnqueueTime = default,
        IDictionary<string, object?>? properties = default,
        Guid lockTokenGuid = default,
        int deliveryCount = default,
        DateTimeOffset lockedUntil = default,
        long sequenceNumber = -1,
        string? deadLetterSource = default,
        long enqueuedSequenceNumber = default,
        DateTimeOffset enqueuedTime = default,
        ServiceBusMessageState serviceBusMessageState = ServiceBusMessageState.Active) => new()
    {
        Body = body ?? BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty),
        MessageId = messageId ?? string.Empty,
        PartitionKey = partitionKey,
        TransactionPartitionKey = viaPartitionKey,
        SessionId = sessionId,
        ReplyToSessionId = replyToSessionId,
        TimeToLive = timeToLive == default ? TimeSpan.MaxValue : timeToLive,
        CorrelationId = correlationId,
        Subject = subject,
        To = to,
        ContentType = contentType,
        ReplyTo = replyTo,
        ScheduledEnqueueTime = scheduledEnqueueTime,
        ApplicationProperties = new Dictionary<string, object?>(properties ?? new Dictionary<string, object?>(StringComparer.Ordinal), StringComparer.Ordinal),
        LockToken = lockTokenGuid.ToString(),
        DeliveryCount = deliveryCount,
        LockedUntil = lockedUntil,
        SequenceNumber = sequenceNumber,
        DeadLetterSource = deadLetterSource,
        EnqueuedSequenceNumber = enqueuedSequenceNumber,
        EnqueuedTime = enqueuedTime,
        State = serviceBusMessageState,
    };
}

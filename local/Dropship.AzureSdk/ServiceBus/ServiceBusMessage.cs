using System.Text;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message to send.</summary>
public class ServiceBusMessage
{
    private const int LongestId = 128;

    private TimeSpan _timeToLive = TimeSpan.MaxValue;
    private string? _messageId;
    private string? _sessionId;

    public ServiceBusMessage()
        : this(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty))
    {
    }

    public ServiceBusMessage(string? body)
        : this(BinaryData.FromBytes(body is null ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes(body)))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    public ServiceBusMessage(BinaryData body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
        ApplicationProperties = new Dictionary<string, object?>(StringComparer.Ordinal);
    }

    /// <summary>A copy of a message received, to be sent again; what the broker said of it is left out.</summary>
    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
    {
        ArgumentNullException.ThrowIfNull(receivedMessage);
        Body = receivedMessage.Body;
        MessageId = receivedMessage.MessageId;
        SessionId = receivedMessage.SessionId;
        PartitionKey = receivedMessage.PartitionKey;
        TransactionPartitionKey = receivedMessage.TransactionPartitionKey;
        ReplyTo = receivedMessage.ReplyTo;
        ReplyToSessionId = receivedMessage.ReplyToSessionId;
        TimeToLive = receivedMessage.TimeToLive;
        CorrelationId = receivedMessage.CorrelationId;
        Subject = receivedMessage.Subject;
        To = receivedMessage.To;
        ContentType = receivedMessage.ContentType;
        ApplicationProperties = receivedMessage.ApplicationProperties
            .Where(p => p.Key is not ("DeadLetterReason" or "DeadLetterErrorDescription"))
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
    }

    public BinaryData Body { get; set; }

    /// <summary>What the message is known by to duplicate detection; at most 128 characters. Made up when null.</summary>
    public string? MessageId
    {
        get => _messageId;
        set => _messageId = Checked(value, nameof(MessageId));
    }

    public string? PartitionKey { get; set; }

    public string? TransactionPartitionKey { get; set; }

    /// <summary>The session that the message belongs to; at most 128 characters.</summary>
    public string? SessionId
    {
        get => _sessionId;
        set => _sessionId = Checked(value, nameof(SessionId));
    }

    public string? ReplyToSessionId { get; set; }

    /// <summary>How long it may wait to be received; for ever (as long as the queue says) by default.</summary>
    public TimeSpan TimeToLive
    {
        get => _timeToLive;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _timeToLive = value;
        }
    }

    public string? CorrelationId { get; set; }

    public string? Subject { get; set; }

    public string? To { get; set; }

    public string? ContentType { get; set; }

    public string? ReplyTo { get; set; }

    /// <summary>When it becomes available, in UTC; at once by default.</summary>
    public DateTimeOffset ScheduledEnqueueTime { get; set; }

    public IDictionary<string, object?> ApplicationProperties { get; }

    private static string? Checked(string? value, string name)
    {
        if (value is { Length: 0 or > LongestId })
        {
            throw new ArgumentException($"{name} must have 1 to {LongestId} characters.", name);
        }

        return value;
    }
}

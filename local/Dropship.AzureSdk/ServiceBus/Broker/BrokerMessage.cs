using System.Globalization;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>A message of a queue, in memory and as a row. Its queue's lock guards it.</summary>
internal sealed class BrokerMessage(long sequence, MessageHeader header, BinaryData body)
{
    public const string RowPrefix = "m|";
    private const int LargestProperty = 64 * 1024;

    public long Sequence => sequence;

    public BinaryData Body => body;

    public MessageHeader Header { get; set; } = header;

    public BrokerMessageState State { get; set; }

    /// <summary>How many deliveries failed.</summary>
    public int Deliveries { get; set; }

    public DateTimeOffset EnqueuedAt { get; init; }

    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>The receipt of the delivery under way; null when there is none.</summary>
    public string? LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>The session under whose lock it was delivered.</summary>
    public BrokerSession? Holder { get; set; }

    public string RowKey => RowKeyOf(sequence);

    public static string RowKeyOf(long sequence) => RowPrefix + sequence.ToString("D19", CultureInfo.InvariantCulture);

    public static BrokerMessage FromRow(TableEntity row)
    {
        using var body = new MemoryStream();
        for (var i = 0; row.GetBinary(BodyName(i)) is { } part; i++)
        {
            body.Write(part);
        }

        return new BrokerMessage(
            long.Parse(row.RowKey.AsSpan(RowPrefix.Length), CultureInfo.InvariantCulture),
            MessageHeader.Parse(row.GetBinary("Header")!),
            BinaryData.FromBytes(body.ToArray()))
        {
            State = (BrokerMessageState)row.GetInt32("State")!.Value,
            Deliveries = row.GetInt32("Deliveries") ?? 0,
            EnqueuedAt = row.GetDateTimeOffset("EnqueuedAt")!.Value,
            ScheduledFor = row.GetDateTimeOffset("ScheduledFor"),
        };
    }

    public TableEntity ToRow(string partition)
    {
        var row = new TableEntity(partition, RowKey)
        {
            ["Header"] = Header.ToJson(),
            ["State"] = (int)State,
            ["EnqueuedAt"] = EnqueuedAt,
        };
        if (ScheduledFor is { } due)
        {
            row["ScheduledFor"] = due;
        }

        var rest = body.ToMemory();
        for (var i = 0; !rest.IsEmpty; i++)
        {
            var length = Math.Min(rest.Length, LargestProperty);
            row[BodyName(i)] = rest[..length].ToArray();
            rest = rest[length..];
        }

        return row;
    }

    /// <summary>What changes of a message that stays: never its body.</summary>
    public TableEntity ToChange(string partition) => new(partition, RowKey)
    {
        ["Header"] = Header.ToJson(),
        ["State"] = (int)State,
        ["Deliveries"] = Deliveries,
    };

    /// <summary>The same message under a new number, available from now on.</summary>
    public BrokerMessage Activated(long newSequence, DateTimeOffset now) => new(newSequence, Header, body) { EnqueuedAt = now, ScheduledFor = ScheduledFor };

    public DateTimeOffset ExpiresAt(TimeSpan queueTimeToLive)
    {
        var live = TimeToLive(queueTimeToLive);
        return State is BrokerMessageState.Dead or BrokerMessageState.Scheduled || live >= DateTimeOffset.MaxValue - EnqueuedAt ? DateTimeOffset.MaxValue : EnqueuedAt + live;
    }

    public ServiceBusReceivedMessage ToReceived(TimeSpan queueTimeToLive) => new()
    {
        Body = body,
        MessageId = Header.MessageId,
        SessionId = Header.SessionId,
        PartitionKey = Header.PartitionKey,
        TransactionPartitionKey = Header.TransactionPartitionKey,
        ReplyTo = Header.ReplyTo,
        ReplyToSessionId = Header.ReplyToSessionId,
        CorrelationId = Header.CorrelationId,
        Subject = Header.Subject,
        To = Header.To,
        ContentType = Header.ContentType,
        TimeToLive = TimeToLive(queueTimeToLive),
        ScheduledEnqueueTime = ScheduledFor ?? default,
        ApplicationProperties = Header.ReadProperties(),
        LockToken = LockToken ?? Guid.Empty.ToString(),
        DeliveryCount = Deliveries + (LockToken is null ? 0 : 1),
        LockedUntil = LockToken is null ? default : LockedUntil,
        SequenceNumber = sequence,
        EnqueuedSequenceNumber = sequence,
        EnqueuedTime = EnqueuedAt,
        DeadLetterSource = Header.DeadLetterSource,
        State = State switch
        {
            BrokerMessageState.Deferred => ServiceBusMessageState.Deferred,
            BrokerMessageState.Scheduled => ServiceBusMessageState.Scheduled,
            _ => ServiceBusMessageState.Active,
        },
    };

    private static string BodyName(int part) => string.Create(CultureInfo.InvariantCulture, $"Body{part}");

    private TimeSpan TimeToLive(TimeSpan queueTimeToLive) =>
        Header.TimeToLiveTicks is { } ticks && ticks < queueTimeToLive.Ticks ? TimeSpan.FromTicks(ticks) : queueTimeToLive;
}

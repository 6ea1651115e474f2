namespace Dropship.ServiceBus.Wire;

/// <summary>What a sender put into a message. What a broker need not know stays as bytes and so comes through unchanged.</summary>
internal sealed record MessageContent
{
    private static readonly Dictionary<ulong, Func<AmqpDescribed>> s_sections = new()
    {
        [Header.Code] = () => new Header(),
        [DeliveryAnnotations.Code] = () => new DeliveryAnnotations(),
        [MessageAnnotations.Code] = () => new MessageAnnotations(),
        [Properties.Code] = () => new Properties(),
        [ApplicationProperties.Code] = () => new ApplicationProperties(),
        [Data.Code] = () => new Data(),
        [AmqpSequence.Code] = () => new AmqpSequence(),
        [AmqpValue.Code] = () => new AmqpValue(),
        [Footer.Code] = () => new Footer(),
    };

    // These are the broker's to say; a message that is sent on still carries the former ones.
    private static readonly HashSet<string> s_ownAnnotations =
    [
        "x-opt-sequence-number",
        "x-opt-enqueued-time",
        "x-opt-locked-until",
        "x-opt-enqueue-sequence-number",
        "x-opt-message-state",
        "x-opt-deadletter-source",
    ];

    public static MessageContent Empty { get; } = new();

    /// <summary>How long the sender lets it live; null when that is left to the queue.</summary>
    public TimeSpan? TimeToLive { get; private init; }

    public string? MessageId { get; private init; }

    public string? SessionId { get; private init; }

    /// <summary>When it is to appear in the queue; null for at once.</summary>
    public DateTimeOffset? ScheduledFor { get; private init; }

    private IReadOnlyList<KeyValuePair<MapKey, object>> Annotations { get; init; } = [];

    private ReadOnlyMemory<byte> PropertiesSection { get; init; }

    private ReadOnlyMemory<byte> ApplicationPropertiesSection { get; init; }

    private ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Reads an encoded message. It keeps the bytes.</summary>
    /// <exception cref="BrokerException">They are not an AMQP message.</exception>
    public static MessageContent Parse(ArraySegment<byte> bytes)
    {
        try
        {
            var content = Empty;
            var buffer = new ByteBuffer(bytes);
            while (buffer.Length > 0)
            {
                var start = bytes.Count - buffer.Length;
                var section = AmqpCodec.CreateAmqpDescribed(buffer, [], s_sections);
                if (section is Data or AmqpValue or AmqpSequence or Footer)
                {
                    return content with { Body = bytes[start..] };
                }

                section.DecodeValue(buffer);
                content = content.With(section, bytes[start..^buffer.Length]);
            }

            return content;
        }
        catch (Exception exception) when (exception is not BrokerException)
        {
            throw BrokerException.Malformed(exception.Message);
        }
    }

    /// <summary>The messages of a batch, each of which is the data of one section.</summary>
    /// <exception cref="BrokerException">It is not a batch, or one of them is not an AMQP message.</exception>
    public static IReadOnlyList<MessageContent> ParseBatch(ArraySegment<byte> bytes)
    {
        var messages = new List<MessageContent>();
        var buffer = new ByteBuffer(bytes);
        while (buffer.Length > 0)
        {
            if (AmqpCodec.DecodeAmqpDescribed(buffer, [], s_sections) is Data data)
            {
                messages.Add(Parse((ArraySegment<byte>)data.Value));
            }
        }

        return messages;
    }

    /// <summary>The same with some application properties added or replaced.</summary>
    public MessageContent With(Fields? changes)
    {
        if (changes is null or { Count: 0 })
        {
            return this;
        }

        var properties = new ApplicationProperties();
        if (!ApplicationPropertiesSection.IsEmpty)
        {
            properties.Decode(new ByteBuffer(ApplicationPropertiesSection.ToArray(), 0, ApplicationPropertiesSection.Length));
        }

        foreach (var (key, value) in changes)
        {
            properties.Map[$"{key}"] = value;
        }

        var bytes = new byte[properties.EncodeSize];
        properties.Encode(new ByteBuffer(bytes));
        return this with { ApplicationPropertiesSection = bytes };
    }

    /// <summary>All of it, readable by <see cref="Parse"/>.</summary>
    public byte[] Encode() => Encode(TimeToLive, deliveryCount: 0, new MessageAnnotations());

    /// <summary>All of it as a receiver gets it.</summary>
    /// <param name="timeToLive">How long it lives in its queue; null for ever.</param>
    /// <param name="deliveryCount">How many deliveries came to nothing.</param>
    /// <param name="annotations">What the broker says of it; those of the sender are added.</param>
    public byte[] Encode(TimeSpan? timeToLive, int deliveryCount, MessageAnnotations annotations)
    {
        var header = new Header
        {
            DeliveryCount = (uint)deliveryCount,
            Ttl = timeToLive is { TotalMilliseconds: >= 0 and <= uint.MaxValue } life ? (uint)life.TotalMilliseconds : null,
        };
        foreach (var (key, value) in Annotations)
        {
            annotations.Map.Add(key, value);
        }

        var length = header.EncodeSize + annotations.EncodeSize;
        var bytes = new byte[length + PropertiesSection.Length + ApplicationPropertiesSection.Length + Body.Length];
        var buffer = new ByteBuffer(bytes);
        header.Encode(buffer);
        annotations.Encode(buffer);
        PropertiesSection.CopyTo(bytes.AsMemory(length));
        ApplicationPropertiesSection.CopyTo(bytes.AsMemory(length + PropertiesSection.Length));
        Body.CopyTo(bytes.AsMemory(bytes.Length - Body.Length));
        return bytes;
    }

    private MessageContent With(AmqpDescribed section, ReadOnlyMemory<byte> bytes) =>
        section switch
        {
            Header header => this with { TimeToLive = header.Ttl is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null },
            MessageAnnotations { Map: var map } => this with
            {
                Annotations =
                [
                    .. ((IEnumerable<KeyValuePair<MapKey, object>>)map).Where(entry => !s_ownAnnotations.Contains($"{entry.Key}")),
                ],
                ScheduledFor = map["x-opt-scheduled-enqueue-time"] is DateTime time ? new DateTimeOffset(time) : null,
            },
            Properties properties => this with
            {
                PropertiesSection = bytes,
                MessageId = properties.MessageId?.ToString(),
                SessionId = properties.GroupId,
            },
            ApplicationProperties => this with { ApplicationPropertiesSection = bytes },
            _ => this,
        };
}

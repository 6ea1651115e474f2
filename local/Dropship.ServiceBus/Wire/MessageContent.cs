namespace Dropship.ServiceBus.Wire;

/// <summary>What a sender put into a message. Nothing but what a broker needs is read; the rest stays as bytes and so comes through unchanged.</summary>
internal sealed record MessageContent
{
    private const byte HeaderSection = 0x70;
    private const byte AnnotationsSection = 0x72;
    private const byte PropertiesSection = 0x73;
    private const byte ApplicationPropertiesSection = 0x74;
    private const byte DataSection = 0x75;
    private const byte FooterSection = 0x78;
    private const int MessageIdField = 0;
    private const int SessionIdField = 10;

    // These are the broker's to say; a message that is sent on still carries the former ones.
    private static readonly HashSet<string> s_ownAnnotations = new(StringComparer.Ordinal)
    {
        "x-opt-sequence-number", "x-opt-enqueued-time", "x-opt-locked-until", "x-opt-enqueue-sequence-number", "x-opt-message-state", "x-opt-deadletter-source",
    };

    private MessageContent()
    {
    }

    /// <summary>How long the sender lets it live; null when that is left to the queue.</summary>
    public TimeSpan? TimeToLive { get; private init; }

    public string? MessageId { get; private init; }

    public string? SessionId { get; private init; }

    /// <summary>When it is to appear in the queue; null for at once.</summary>
    public DateTimeOffset? ScheduledFor { get; private init; }

    private List<EncodedEntry> Annotations { get; init; } = [];

    private ReadOnlyMemory<byte> Properties { get; init; }

    private List<EncodedEntry> ApplicationProperties { get; init; } = [];

    private ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Reads an encoded message. It keeps the bytes.</summary>
    /// <exception cref="BrokerException">They are not an AMQP message.</exception>
    public static MessageContent Parse(ReadOnlyMemory<byte> bytes)
    {
        var content = new MessageContent();
        var reader = new AmqpReader(bytes);
        while (!reader.IsAtEnd)
        {
            var start = reader.Position;
            var section = reader.ReadDescriptor();
            if (section is >= DataSection and <= FooterSection)
            {
                return content with { Body = bytes[start..] };
            }

            var value = reader.ReadEncoded();
            content = section switch
            {
                HeaderSection => content with { TimeToLive = ReadTimeToLive(value) },
                AnnotationsSection => content.WithAnnotations(ReadMap(value)),
                PropertiesSection => content with { Properties = value, MessageId = ReadId(value, MessageIdField), SessionId = ReadId(value, SessionIdField) },
                ApplicationPropertiesSection => content with { ApplicationProperties = ReadMap(value) },
                _ => content,
            };
        }

        return content;
    }

    /// <summary>The messages of a batch, each of which is the data of one section.</summary>
    /// <exception cref="BrokerException">It is not a batch, or one of them is not an AMQP message.</exception>
    public static IReadOnlyList<MessageContent> ParseBatch(ReadOnlyMemory<byte> bytes)
    {
        var messages = new List<MessageContent>();
        var reader = new AmqpReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (reader.ReadDescriptor() == DataSection)
            {
                messages.Add(Parse(reader.ReadBinary()));
            }
            else
            {
                reader.Skip();
            }
        }

        return messages;
    }

    /// <summary>The same with some application properties added or replaced.</summary>
    public MessageContent With(IReadOnlyList<EncodedEntry> changes)
    {
        if (changes.Count == 0)
        {
            return this;
        }

        var changed = changes.Select(change => change.Key).ToHashSet(StringComparer.Ordinal);
        return this with { ApplicationProperties = [.. ApplicationProperties.Where(entry => !changed.Contains(entry.Key)), .. changes] };
    }

    /// <summary>All of it, readable by <see cref="Parse"/>.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        var writer = new AmqpWriter(Body.Length + 512);
        WriteHeader(writer, deliveryCount: 0, TimeToLive);
        writer.WriteDescriptor(AnnotationsSection);
        writer.EndCompound(WriteAnnotations(writer), Annotations.Count * 2);
        WriteRest(writer);
        return writer.Written;
    }

    /// <summary>All of it as a receiver gets it.</summary>
    public ReadOnlyMemory<byte> Encode(MessageStanding state)
    {
        var writer = new AmqpWriter(Body.Length + 768);
        WriteHeader(writer, (uint)state.DeliveryCount, state.TimeToLive);
        writer.WriteDescriptor(AnnotationsSection);
        var map = WriteAnnotations(writer);
        writer.EndCompound(map, (Annotations.Count + state.Write(writer)) * 2);
        WriteRest(writer);
        return writer.Written;
    }

    private static void WriteHeader(AmqpWriter writer, uint deliveryCount, TimeSpan? timeToLive)
    {
        writer.WriteDescriptor(HeaderSection);
        var list = writer.BeginList();
        writer.WriteNull();
        writer.WriteNull();
        if (timeToLive is { TotalMilliseconds: >= 0 and <= uint.MaxValue } time)
        {
            writer.WriteUInt((uint)time.TotalMilliseconds);
        }
        else
        {
            writer.WriteNull();
        }

        writer.WriteNull();
        writer.WriteUInt(deliveryCount);
        writer.EndCompound(list, 5);
    }

    private static TimeSpan? ReadTimeToLive(ReadOnlyMemory<byte> header)
    {
        var reader = new AmqpReader(header);
        if (reader.EnterCompound() < 3)
        {
            return null;
        }

        reader.Skip();
        reader.Skip();
        return reader.ReadUInt() is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }

    private static string? ReadId(ReadOnlyMemory<byte> properties, int field)
    {
        var reader = new AmqpReader(properties);
        if (reader.EnterCompound() <= field)
        {
            return null;
        }

        for (var i = 0; i < field; i++)
        {
            reader.Skip();
        }

        var value = reader.ReadEncoded();
        var isText = value.Span[0] is 0x40 or 0xA1 or 0xB1;
        return isText ? new AmqpReader(value).ReadText() : Convert.ToHexString(value.Span);
    }

    private static List<EncodedEntry> ReadMap(ReadOnlyMemory<byte> map)
    {
        var reader = new AmqpReader(map);
        var count = reader.EnterCompound();
        var entries = new List<EncodedEntry>();
        for (var i = 0; i + 1 < count; i += 2)
        {
            var key = reader.ReadText() ?? throw BrokerException.Malformed("A key is null.");
            entries.Add(new EncodedEntry(key, reader.ReadEncoded()));
        }

        return entries;
    }

    private MessageContent WithAnnotations(List<EncodedEntry> annotations)
    {
        annotations.RemoveAll(entry => s_ownAnnotations.Contains(entry.Key));
        var scheduled = annotations.Find(entry => entry.Key == "x-opt-scheduled-enqueue-time");
        return this with { Annotations = annotations, ScheduledFor = scheduled.Key is null ? null : new AmqpReader(scheduled.Value).ReadTimestamp() };
    }

    private int WriteAnnotations(AmqpWriter writer)
    {
        var map = writer.BeginMap();
        foreach (var (key, value) in Annotations)
        {
            writer.WriteSymbol(key);
            writer.WriteRaw(value);
        }

        return map;
    }

    private void WriteRest(AmqpWriter writer)
    {
        if (Properties.Length > 0)
        {
            writer.WriteDescriptor(PropertiesSection);
            writer.WriteRaw(Properties);
        }

        if (ApplicationProperties.Count > 0)
        {
            writer.WriteDescriptor(ApplicationPropertiesSection);
            var map = writer.BeginMap();
            foreach (var (key, value) in ApplicationProperties)
            {
                writer.WriteString(key);
                writer.WriteRaw(value);
            }

            writer.EndCompound(map, ApplicationProperties.Count * 2);
        }

        writer.WriteRaw(Body);
    }
}

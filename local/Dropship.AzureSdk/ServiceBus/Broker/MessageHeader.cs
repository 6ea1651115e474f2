using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>All that a message carries besides its body, as it is stored.</summary>
internal sealed record MessageHeader
{
    public required string MessageId { get; init; }

    public string? SessionId { get; init; }

    public string? PartitionKey { get; init; }

    public string? TransactionPartitionKey { get; init; }

    public string? ReplyTo { get; init; }

    public string? ReplyToSessionId { get; init; }

    public string? CorrelationId { get; init; }

    public string? Subject { get; init; }

    public string? To { get; init; }

    public string? ContentType { get; init; }

    public long? TimeToLiveTicks { get; init; }

    public string? DeadLetterSource { get; init; }

    /// <summary>The application's properties: name to type and text.</summary>
    public Dictionary<string, string[]> Properties { get; init; } = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A property's type cannot be sent.</exception>
    public static MessageHeader Of(ServiceBusMessage message) => new()
    {
        MessageId = message.MessageId ?? Guid.NewGuid().ToString("N"),
        SessionId = message.SessionId,
        PartitionKey = message.PartitionKey,
        TransactionPartitionKey = message.TransactionPartitionKey,
        ReplyTo = message.ReplyTo,
        ReplyToSessionId = message.ReplyToSessionId,
        CorrelationId = message.CorrelationId,
        Subject = message.Subject,
        To = message.To,
        ContentType = message.ContentType,
        TimeToLiveTicks = message.TimeToLive == TimeSpan.MaxValue ? null : message.TimeToLive.Ticks,
        Properties = message.ApplicationProperties.ToDictionary(p => p.Key, p => Write(p.Key, p.Value), StringComparer.Ordinal),
    };

    public static MessageHeader Parse(byte[] json) =>
        JsonSerializer.Deserialize<MessageHeader>(json) ?? throw new JsonException("A stored message's header is null.");

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    public Dictionary<string, object?> ReadProperties() => Properties.ToDictionary(p => p.Key, p => Read(p.Value), StringComparer.Ordinal);

    /// <summary>The same with properties added or changed.</summary>
    public MessageHeader With(IEnumerable<KeyValuePair<string, object?>>? changes)
    {
        if (changes is null)
        {
            return this;
        }

        var properties = new Dictionary<string, string[]>(Properties, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            properties[name] = Write(name, value);
        }

        return this with { Properties = properties };
    }

    private static string[] Write(string name, object? value) => value switch
    {
        null => ["null", string.Empty],
        string text => ["string", text],
        bool flag => ["bool", flag ? "1" : "0"],
        char letter => ["char", letter.ToString()],
        byte or sbyte or short or ushort or int or uint or long or ulong or decimal =>
            [Type.GetTypeCode(value.GetType()).ToString(), Convert.ToString(value, CultureInfo.InvariantCulture)!],
        float number => ["Single", number.ToString("R", CultureInfo.InvariantCulture)],
        double number => ["Double", number.ToString("R", CultureInfo.InvariantCulture)],
        Guid guid => ["guid", guid.ToString("D")],
        Uri uri => ["uri", uri.OriginalString],
        DateTime time => ["time", time.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture)],
        DateTimeOffset time => ["offset", time.ToString("o", CultureInfo.InvariantCulture)],
        TimeSpan span => ["span", span.ToString("c", CultureInfo.InvariantCulture)],
        byte[] bytes => ["bytes", Convert.ToBase64String(bytes)],
        _ => throw new ArgumentException($"The application property '{name}' has the type {value.GetType()}, which cannot be sent.", nameof(value)),
    };

    private static object? Read(string[] value) => value[0] switch
    {
        "null" => null,
        "string" => value[1],
        "bool" => value[1] == "1",
        "char" => value[1][0],
        "guid" => Guid.ParseExact(value[1], "D"),
        "uri" => new Uri(value[1], UriKind.RelativeOrAbsolute),
        "time" => DateTime.Parse(value[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        "offset" => DateTimeOffset.Parse(value[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        "span" => TimeSpan.ParseExact(value[1], "c", CultureInfo.InvariantCulture),
        "bytes" => Convert.FromBase64String(value[1]),
        var code => Convert.ChangeType(value[1], Enum.Parse<TypeCode>(code), CultureInfo.InvariantCulture),
    };
}

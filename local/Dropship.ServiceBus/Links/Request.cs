namespace Dropship.ServiceBus.Links;

/// <summary>What a client asks for over a request link.</summary>
internal sealed class Request(AmqpMessage message, object connection)
{
    private readonly AmqpMap _body = message.ValueBody?.Value as AmqpMap ?? new AmqpMap();

    public object Connection { get; } = connection;

    public MessageId MessageId => message.Properties.MessageId;

    public string ReplyTo => message.Properties.ReplyTo?.ToString() ?? string.Empty;

    public string Operation => Property("operation") ?? string.Empty;

    /// <summary>The body when it is text.</summary>
    public string? Text => message.ValueBody?.Value as string;

    /// <summary>An application property; null when it is missing or of another type.</summary>
    public string? Property(string name) => message.ApplicationProperties?.Map[name] as string;

    /// <summary>A value of the body.</summary>
    /// <exception cref="BrokerException">It is missing or of another type.</exception>
    public T Value<T>(string name) => Find(name) is T value ? value : throw Missing(name);

    /// <summary>A value of the body; null when it is missing or of another type.</summary>
    public T? Optional<T>(string name) => Find(name) is T value ? value : default;

    /// <summary>An array or list of the body.</summary>
    /// <exception cref="BrokerException">It is missing or holds something else.</exception>
    public IReadOnlyList<T> Values<T>(string name) =>
        Find(name) switch
        {
            T[] array => array,
            IEnumerable<object> list when list.All(item => item is T) => [.. list.Cast<T>()],
            _ => throw Missing(name),
        };

    private static BrokerException Missing(string name) => BrokerException.InvalidArgument($"'{name}' is missing in the request.");

    private object? Find(string name) => _body[new MapKey(name)];
}

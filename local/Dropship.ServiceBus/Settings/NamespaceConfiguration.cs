using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Dropship.ServiceBus.Settings;

/// <summary>Reads a file of the form that Microsoft's own emulator takes.</summary>
internal sealed class NamespaceConfiguration
{
    private static readonly JsonDocumentOptions s_json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly TimeSpan s_longestLock = TimeSpan.FromMinutes(5);

    private readonly List<string> _problems = [];
    private readonly List<QueueDefinition> _queues = [];

    private NamespaceConfiguration()
    {
    }

    /// <summary>The queues that a file declares.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or asks for what is not served; it names all there is.</exception>
    public static IReadOnlyList<QueueDefinition> Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"The config file '{path}' cannot be read: {exception.Message}"]);
        }
    }

    /// <inheritdoc cref="Load"/>
    public static IReadOnlyList<QueueDefinition> Parse(string json)
    {
        var configuration = new NamespaceConfiguration();
        try
        {
            using var document = JsonDocument.Parse(json, s_json);
            configuration.ReadRoot(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException([$"The config file is not JSON: {exception.Message}"]);
        }

        return configuration._problems.Count == 0 ? configuration._queues : throw new ConfigurationException(configuration._problems);
    }

    private void ReadRoot(JsonElement root)
    {
        if (Child(root, "UserConfig") is not { } user || Child(user, "Namespaces") is not { ValueKind: JsonValueKind.Array } namespaces)
        {
            _problems.Add("UserConfig.Namespaces must be a list of one namespace.");
            return;
        }

        if (namespaces.GetArrayLength() != 1)
        {
            _problems.Add($"UserConfig.Namespaces has {namespaces.GetArrayLength()} namespaces; one is served.");
        }

        foreach (var space in namespaces.EnumerateArray())
        {
            if (Child(space, "Topics") is { ValueKind: JsonValueKind.Array } topics && topics.GetArrayLength() > 0)
            {
                _problems.Add("Topics are not served; 'Topics' must be empty.");
            }

            if (Child(space, "Queues") is { ValueKind: JsonValueKind.Array } queues)
            {
                foreach (var queue in queues.EnumerateArray())
                {
                    ReadQueue(queue);
                }
            }
        }

        if (_queues.Count == 0)
        {
            _problems.Add("No queue is declared.");
        }
    }

    private void ReadQueue(JsonElement queue)
    {
        if (Child(queue, "Name") is not { ValueKind: JsonValueKind.String } element || element.GetString() is not { Length: > 0 } name)
        {
            _problems.Add("A queue has no name.");
            return;
        }

        if (name.Length > 260 || name.Contains('$', StringComparison.Ordinal) || name.StartsWith('/') || name.EndsWith('/'))
        {
            _problems.Add($"'{name}' cannot be the name of a queue.");
        }

        if (_queues.Exists(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            _problems.Add($"Queue '{name}' is declared twice.");
        }

        var definition = new QueueDefinition(name);
        if (Child(queue, "Properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                definition = Read(definition, property);
            }
        }

        _queues.Add(definition);
    }

    private QueueDefinition Read(QueueDefinition queue, JsonProperty property)
    {
        var value = property.Value;
        string At() => $"Queue '{queue.Name}', {property.Name}";
        switch (property.Name)
        {
            case nameof(QueueDefinition.DeadLetteringOnMessageExpiration):
                return queue with { DeadLetteringOnMessageExpiration = Flag(value, At()) };
            case nameof(QueueDefinition.RequiresDuplicateDetection):
                return queue with { RequiresDuplicateDetection = Flag(value, At()) };
            case nameof(QueueDefinition.RequiresSession):
                return queue with { RequiresSession = Flag(value, At()) };
            case nameof(QueueDefinition.DefaultMessageTimeToLive):
                var life = Duration(value, TimeSpan.FromSeconds(1), TimeSpan.MaxValue, At());
                return queue with { DefaultMessageTimeToLive = life < TimeSpan.FromDays(36500) ? life : null };
            case nameof(QueueDefinition.DuplicateDetectionHistoryTimeWindow):
                var window = Duration(value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), At());
                return queue with { DuplicateDetectionHistoryTimeWindow = window ?? queue.DuplicateDetectionHistoryTimeWindow };
            case nameof(QueueDefinition.LockDuration):
                return queue with { LockDuration = Duration(value, TimeSpan.FromSeconds(1), s_longestLock, At()) ?? queue.LockDuration };
            case nameof(QueueDefinition.MaxDeliveryCount):
                if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count is >= 1 and <= 2000)
                {
                    return queue with { MaxDeliveryCount = count };
                }

                _problems.Add($"{At()}: {value.GetRawText()} is not a whole number from 1 to 2000.");
                return queue;
            default:
                if (!IsEmpty(value))
                {
                    _problems.Add($"{At()}: this is not served and must not be set.");
                }

                return queue;
        }
    }

    private bool Flag(JsonElement value, string at)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            _problems.Add($"{at}: {value.GetRawText()} is not true or false.");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private TimeSpan? Duration(JsonElement value, TimeSpan least, TimeSpan most, string at)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        TimeSpan duration;
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
        }
        catch (OverflowException)
        {
            duration = TimeSpan.MaxValue;
        }
        catch (FormatException)
        {
            _problems.Add($"{at}: '{text}' is not a duration such as PT1M.");
            return null;
        }

        if (duration >= least && duration <= most)
        {
            return duration;
        }

        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{at}: {text} is not between {least} and {most}."));
        return null;
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : null;
}

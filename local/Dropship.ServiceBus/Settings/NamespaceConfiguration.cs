using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Dropship.ServiceBus.Settings;

/// <summary>Reads a file of the form that Microsoft's own emulator takes.</summary>
internal sealed class NamespaceConfiguration
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly List<string> _problems = [];

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
        try
        {
            var configuration = new NamespaceConfiguration();
            var queues = configuration.Read(JsonSerializer.Deserialize<ConfigFile>(json, s_json)?.UserConfig?.Namespaces);
            return configuration._problems.Count == 0 ? queues : throw new ConfigurationException(configuration._problems);
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException([$"The config file is not JSON of the form that is read: {exception.Message}"]);
        }
    }

    private List<QueueDefinition> Read(IReadOnlyList<Namespace>? namespaces)
    {
        Demand(namespaces is not null, "UserConfig.Namespaces must be a list of one namespace.");
        Demand(namespaces is null or [_], $"UserConfig.Namespaces has {namespaces?.Count} namespaces; one is served.");
        var space = namespaces is [var first, ..] ? first : null;
        Demand(space is not { Topics.Count: > 0 }, "Topics are not served; 'Topics' must be empty.");
        Demand(space is { Queues.Count: > 0 }, "No queue is declared.");
        var queues = (space?.Queues ?? []).Select(Read).ToList();
        foreach (var twice in queues.GroupBy(queue => queue.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            _problems.Add($"Queue '{twice.Last().Name}' is declared twice.");
        }

        return queues;
    }

    private QueueDefinition Read(QueueEntry queue)
    {
        var name = queue.Name ?? string.Empty;
        Demand(name.Length > 0, "A queue has no name.");
        Demand(
            name.Length <= 260 && !name.Contains('$', StringComparison.Ordinal) && name.Trim('/') == name,
            $"'{name}' cannot be the name of a queue."
        );
        return (queue.Properties ?? []).Aggregate(
            new QueueDefinition(name),
            (definition, property) => With(definition, property.Key, property.Value)
        );
    }

    private QueueDefinition With(QueueDefinition queue, string property, JsonElement value)
    {
        var at = $"Queue '{queue.Name}', {property}";
        switch (property)
        {
            case nameof(queue.DeadLetteringOnMessageExpiration):
                return queue with { DeadLetteringOnMessageExpiration = Flag(at, value) };
            case nameof(queue.DefaultMessageTimeToLive):
                return queue with { DefaultMessageTimeToLive = Duration(at, value, TimeSpan.MaxValue) };
            case nameof(queue.DuplicateDetectionHistoryTimeWindow):
                return queue with { DuplicateDetectionHistoryTimeWindow = Duration(at, value, TimeSpan.FromDays(7)) };
            case nameof(queue.LockDuration):
                return queue with { LockDuration = Duration(at, value, TimeSpan.FromMinutes(5)) };
            case nameof(queue.MaxDeliveryCount):
                var count = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
                Demand(count is >= 1 and <= 2000, $"{at}: {value} is not a whole number from 1 to 2000.");
                return queue with { MaxDeliveryCount = count };
            case nameof(queue.RequiresDuplicateDetection):
                return queue with { RequiresDuplicateDetection = Flag(at, value) };
            case nameof(queue.RequiresSession):
                return queue with { RequiresSession = Flag(at, value) };
            default:
                Demand(value.GetRawText() is "null" or "false" or "[]" or "\"\"", $"{at}: this is not served and must not be set.");
                return queue;
        }
    }

    private bool Flag(string at, JsonElement value)
    {
        Demand(value.ValueKind is JsonValueKind.True or JsonValueKind.False, $"{at}: {value.GetRawText()} is not true or false.");
        return value.ValueKind == JsonValueKind.True;
    }

    private TimeSpan Duration(string at, JsonElement value, TimeSpan most)
    {
        var least = TimeSpan.FromSeconds(1);
        try
        {
            var duration = XmlConvert.ToTimeSpan(value.ToString());
            Demand(
                duration >= least && duration <= most,
                string.Create(CultureInfo.InvariantCulture, $"{at}: {value} is not between {least} and {most}.")
            );
            return duration;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            _problems.Add($"{at}: '{value}' is not a duration such as PT1M.");
            return default;
        }
    }

    private void Demand(bool isRight, string problem)
    {
        if (!isRight)
        {
            _problems.Add(problem);
        }
    }

    private sealed record ConfigFile(UserConfig? UserConfig);

    private sealed record UserConfig(IReadOnlyList<Namespace>? Namespaces);

    private sealed record Namespace(IReadOnlyList<QueueEntry>? Queues, IReadOnlyList<JsonElement>? Topics);

    private sealed record QueueEntry(string? Name, Dictionary<string, JsonElement>? Properties);
}

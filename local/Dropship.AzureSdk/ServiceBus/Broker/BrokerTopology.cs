using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>The queues that exist, declared once in a file of the official emulator's form (Config.json).</summary>
internal static class BrokerTopology
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The queues of all namespaces of the file (the emulator, too, has one namespace).</summary>
    /// <exception cref="InvalidDataException">The file is missing or cannot be read, or says what this broker does not do.</exception>
    public static IReadOnlyList<QueueTopology> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException(
                $"{path} is missing. It declares the queues of Service Bus, in the form of the emulator's Config.json; the setting {BrokerSettings.TopologyFileSetting} may name another file.");
        }

        try
        {
            var file = JsonSerializer.Deserialize<ConfigFile>(File.ReadAllBytes(path), s_options);
            return [.. (file?.UserConfig?.Namespaces ?? []).SelectMany(n => n.Queues ?? []).Select(q => Read(q, path))];
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new InvalidDataException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static QueueTopology Read(ConfigQueue queue, string path)
    {
        var name = queue.Name is { Length: > 0 } given ? given : throw new InvalidDataException($"{path}: a queue has no Name.");
        var properties = queue.Properties ?? new ConfigProperties();
        if (!string.IsNullOrEmpty(properties.ForwardTo) || !string.IsNullOrEmpty(properties.ForwardDeadLetteredMessagesTo))
        {
            throw new InvalidDataException($"{path}: queue '{name}' forwards its messages, which this broker does not do.");
        }

        var standard = new QueueTopology(name);
        var topology = standard with
        {
            LockDuration = Time(properties.LockDuration) ?? standard.LockDuration,
            MaxDeliveryCount = properties.MaxDeliveryCount ?? standard.MaxDeliveryCount,
            RequiresSession = properties.RequiresSession ?? false,
            RequiresDuplicateDetection = properties.RequiresDuplicateDetection ?? false,
            DuplicateDetectionHistoryTimeWindow = Time(properties.DuplicateDetectionHistoryTimeWindow) ?? standard.DuplicateDetectionHistoryTimeWindow,
            DefaultMessageTimeToLive = Time(properties.DefaultMessageTimeToLive) ?? standard.DefaultMessageTimeToLive,
            DeadLetteringOnMessageExpiration = properties.DeadLetteringOnMessageExpiration ?? false,
        };
        return topology.MaxDeliveryCount >= 1 && topology.LockDuration > TimeSpan.Zero && topology.LockDuration <= TimeSpan.FromMinutes(5)
            ? topology
            : throw new InvalidDataException($"{path}: queue '{name}' needs a MaxDeliveryCount of at least 1 and a LockDuration of at most five minutes.");
    }

    private static TimeSpan? Time(string? text) => string.IsNullOrEmpty(text) ? null : XmlConvert.ToTimeSpan(text);

    private sealed record ConfigFile([property: JsonPropertyName("UserConfig")] ConfigUser? UserConfig);

    private sealed record ConfigUser([property: JsonPropertyName("Namespaces")] IReadOnlyList<ConfigNamespace>? Namespaces);

    private sealed record ConfigNamespace([property: JsonPropertyName("Queues")] IReadOnlyList<ConfigQueue>? Queues);

    private sealed record ConfigQueue(string? Name, ConfigProperties? Properties);

    private sealed record ConfigProperties
    {
        public string? LockDuration { get; init; }

        public int? MaxDeliveryCount { get; init; }

        public bool? RequiresSession { get; init; }

        public bool? RequiresDuplicateDetection { get; init; }

        public string? DuplicateDetectionHistoryTimeWindow { get; init; }

        public string? DefaultMessageTimeToLive { get; init; }

        public bool? DeadLetteringOnMessageExpiration { get; init; }

        public string? ForwardTo { get; init; }

        public string? ForwardDeadLetteredMessagesTo { get; init; }
    }
}

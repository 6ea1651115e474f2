using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Dropship.AzureSdk.Durable.Serialization;

/// <summary>The JSON of payloads (as the Functions worker writes it) and of histories.</summary>
internal static class DurableJson
{
    /// <summary>Payloads: names as declared, read without case.</summary>
    public static DataConverter Converter { get; } = new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    private static readonly JsonSerializerOptions s_history = new()
    {
        PropertyNameCaseInsensitive = true,
        AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },

        // Payloads are JSON inside JSON: quotes are escaped with one character instead of five.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(IEnumerable<HistoryEvent> events) => JsonSerializer.Serialize(events, s_history);

    /// <exception cref="JsonException">The text is no list of history events.</exception>
    public static List<HistoryEvent> ReadHistory(string json) =>
        JsonSerializer.Deserialize<List<HistoryEvent>>(json, s_history) ?? throw new JsonException("A history is a JSON array of events.");

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, s_history);

    public static T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, s_history);
}

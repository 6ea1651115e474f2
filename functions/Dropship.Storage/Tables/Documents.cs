using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Storage.Tables;

/// <summary>Stores a value as JSON in a row. A property holds at most 64 KiB, so a longer text is split over several.</summary>
internal static class Documents
{
    // 32 Ki UTF-16 characters are the service's limit for one property.
    private const int CharactersPerProperty = 32 * 1024;
    private const string Standard = "Doc";

    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.General)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters =
            {
                new JsonStringEnumConverter(allowIntegerValues: false),
                new PurchaseOrderKeyConverter(),
                new OrderKeyConverter(),
                new AlertKeyConverter(),
            },
        };

    public static void Write<T>(TableEntity row, T value) => Write(row, Standard, value);

    /// <summary>Stores a value under named properties, beside others in the same row.</summary>
    public static void Write<T>(TableEntity row, string name, T value)
    {
        var text = JsonSerializer.Serialize(value, Json);
        for (var part = 0; part * CharactersPerProperty < text.Length; part++)
        {
            var length = Math.Min(CharactersPerProperty, text.Length - (part * CharactersPerProperty));
            row[Name(name, part)] = text.Substring(part * CharactersPerProperty, length);
        }
    }

    /// <exception cref="JsonException">The row does not hold such a value.</exception>
    public static T Read<T>(TableEntity row) => Read<T>(row, Standard);

    /// <summary>Reads a value that was written under a name.</summary>
    /// <exception cref="JsonException">The row does not hold such a value.</exception>
    public static T Read<T>(TableEntity row, string name)
    {
        var first =
            row.GetString(Name(name, 0)) ?? throw new JsonException($"The row {row.PartitionKey}/{row.RowKey} holds no document '{name}'.");
        if (row.ContainsKey(Name(name, 1)))
        {
            var text = new StringBuilder(first);
            for (var part = 1; row.GetString(Name(name, part)) is { } more; part++)
            {
                text.Append(more);
            }

            first = text.ToString();
        }

        return JsonSerializer.Deserialize<T>(first, Json)
            ?? throw new JsonException($"The row {row.PartitionKey}/{row.RowKey} holds an empty document.");
    }

    private static string Name(string name, int part) => name + part.ToString(CultureInfo.InvariantCulture);

    private sealed class PurchaseOrderKeyConverter : JsonConverter<PurchaseOrderKey>
    {
        public override PurchaseOrderKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            PurchaseOrderKey.TryParse(reader.GetString(), out var key) ? key : throw new JsonException("Not the key of a purchase order.");

        public override void Write(Utf8JsonWriter writer, PurchaseOrderKey value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }

    private sealed class OrderKeyConverter : JsonConverter<OrderKey>
    {
        public override OrderKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            OrderKey.Parse(reader.GetString() ?? string.Empty);

        public override void Write(Utf8JsonWriter writer, OrderKey value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class AlertKeyConverter : JsonConverter<AlertKey>
    {
        public override AlertKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            AlertKey.Parse(reader.GetString() ?? string.Empty);

        public override void Write(Utf8JsonWriter writer, AlertKey value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}

using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace Dropship.AzureSdk.Tables;

/// <summary>
/// Rows as the table service's JSON. A row known by name only (<see cref="TableEntity"/>) is written and read without
/// reflection; of a class of one's own the accessors are made once.
/// </summary>
internal static class EntityFormat
{
    private const string TypeSuffix = "@odata.type";

    /// <summary>Writes one row as an object.</summary>
    /// <exception cref="NotSupportedException">A property's type cannot be stored.</exception>
    public static void Write(Utf8JsonWriter writer, ITableEntity entity)
    {
        writer.WriteStartObject();
        writer.WriteString(TableEntity.PartitionKeyName, entity.PartitionKey);
        writer.WriteString(TableEntity.RowKeyName, entity.RowKey);
        if (entity is TableEntity named)
        {
            var properties = named.Properties();
            while (properties.MoveNext())
            {
                var (name, value) = properties.Current;
                if (value is not null && !IsSystem(name))
                {
                    WriteProperty(writer, name, value);
                }
            }
        }
        else
        {
            EntityShape.Of(entity.GetType()).Write(writer, entity);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a single row.</summary>
    public static T ReadOne<T>(ReadOnlySpan<byte> json)
        where T : class, ITableEntity
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return ReadEntity<T>(ref reader);
    }

    /// <summary>Reads the rows of a query's answer: the array <c>value</c>.</summary>
    public static List<T> ReadPage<T>(ReadOnlySpan<byte> json)
        where T : class, ITableEntity
    {
        var rows = new List<T>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isRows = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isRows)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            {
                rows.Add(ReadEntity<T>(ref reader));
            }
        }

        return rows;
    }

    internal static bool IsSystem(string name) =>
        name is TableEntity.PartitionKeyName or TableEntity.RowKeyName or TableEntity.TimestampName || name.StartsWith("odata.", StringComparison.Ordinal);

    internal static string FormatTime(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    internal static void WriteTyped(Utf8JsonWriter writer, string name, string type, string value)
    {
        WriteType(writer, name, type);
        writer.WriteString(name, value);
    }

    internal static void WriteDouble(Utf8JsonWriter writer, string name, double value)
    {
        WriteType(writer, name, "Edm.Double");
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    internal static void WriteBinary(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> value)
    {
        WriteType(writer, name, "Edm.Binary");
        writer.WriteBase64String(name, value);
    }

    internal static double ReadDouble(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String ? double.Parse(reader.GetString()!, CultureInfo.InvariantCulture) : reader.GetDouble();

    internal static long ReadInt64(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String ? long.Parse(reader.GetString()!, CultureInfo.InvariantCulture) : reader.GetInt64();

    internal static DateTimeOffset ReadTime(ref Utf8JsonReader reader) => reader.TryGetDateTimeOffset(out var time)
        ? time
        : DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static T ReadEntity<T>(ref Utf8JsonReader reader)
        where T : class, ITableEntity
    {
        if (typeof(T) == typeof(TableEntity) || typeof(T) == typeof(ITableEntity))
        {
            return (T)(object)ReadNamed(ref reader);
        }

        return (T)EntityShape.Of(typeof(T)).Read(ref reader);
    }

    private static TableEntity ReadNamed(ref Utf8JsonReader reader)
    {
        var entity = new TableEntity();
        string? typedName = null;
        string? type = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name.EndsWith(TypeSuffix, StringComparison.Ordinal))
            {
                typedName = name[..^TypeSuffix.Length];
                type = reader.GetString();

                // The type stands before its value; a service that turns them round is understood too.
                if (entity.TryGetValue(typedName, out var early) && early is not null)
                {
                    entity[typedName] = Retype(early, type);
                }
            }
            else if (name.StartsWith("odata.", StringComparison.Ordinal))
            {
                if (name == TableEntity.ETagName)
                {
                    entity.ETag = new ETag(reader.GetString()!);
                }
            }
            else if (name == TableEntity.TimestampName)
            {
                entity.Timestamp = ReadTime(ref reader);
            }
            else
            {
                entity[name] = ReadValue(ref reader, string.Equals(name, typedName, StringComparison.Ordinal) ? type : null);
            }
        }

        return entity;
    }

    private static object? ReadValue(ref Utf8JsonReader reader, string? type) => type switch
    {
        "Edm.Int64" => ReadInt64(ref reader),
        "Edm.Double" => ReadDouble(ref reader),
        "Edm.DateTime" => ReadTime(ref reader),
        "Edm.Guid" => reader.GetGuid(),
        "Edm.Binary" => reader.GetBytesFromBase64(),
        _ => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            JsonTokenType.Number when reader.TryGetInt32(out var number) && IsIntegral(ref reader) => number,
            JsonTokenType.Number => reader.GetDouble(),
            _ => throw new JsonException($"A table property cannot be a JSON {reader.TokenType}."),
        },
    };

    private static bool IsIntegral(ref Utf8JsonReader reader) => reader.ValueSpan.IndexOfAny(".eE"u8) < 0;

    private static object Retype(object value, string? type) => (type, value) switch
    {
        ("Edm.Int64", string text) => long.Parse(text, CultureInfo.InvariantCulture),
        ("Edm.Int64", int number) => (long)number,
        ("Edm.Double", int number) => (double)number,
        ("Edm.Double", string text) => double.Parse(text, CultureInfo.InvariantCulture),
        ("Edm.DateTime", string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        ("Edm.Guid", string text) => Guid.Parse(text),
        ("Edm.Binary", string text) => Convert.FromBase64String(text),
        _ => value,
    };

    private static void WriteProperty(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(name, text);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                WriteTyped(writer, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture));
                break;
            case ulong number:
                WriteTyped(writer, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteDouble(writer, name, number);
                break;
            case float number:
                WriteDouble(writer, name, number);
                break;
            case Guid guid:
                WriteTyped(writer, name, "Edm.Guid", guid.ToString("D"));
                break;
            case DateTime time:
                WriteTyped(writer, name, "Edm.DateTime", FormatTime(time.ToUniversalTime()));
                break;
            case DateTimeOffset time:
                WriteTyped(writer, name, "Edm.DateTime", FormatTime(time.UtcDateTime));
                break;
            case byte[] bytes:
                WriteBinary(writer, name, bytes);
                break;
            case BinaryData bytes:
                WriteBinary(writer, name, bytes.ToMemory().Span);
                break;
            case Enum text:
                writer.WriteString(name, text.ToString());
                break;
            default:
                throw new NotSupportedException($"The type {value.GetType()} of property '{name}' cannot be stored in a table.");
        }
    }

    private static void WriteType(Utf8JsonWriter writer, string name, string type)
    {
        // The name is the caller's: it goes through the writer's escaping like the property itself.
        writer.WriteString(string.Concat(name, TypeSuffix), type);
    }
}

using System.Text.Json;
using Google.Protobuf;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Dropship.FunctionsHost.Worker;

/// <summary>Values between the extensions and the worker.</summary>
internal static class TypedValues
{
    /// <summary>The value as the worker expects it; null when it is nothing that a worker could be told.</summary>
    public static TypedData? ToTyped(object? value) => value switch
    {
        null => new TypedData(),
        string text => new TypedData { String = text },
        byte[] bytes => new TypedData { Bytes = UnsafeByteOperations.UnsafeWrap(bytes) },
        double number => new TypedData { Double = number },
        JToken token => new TypedData { Json = token.ToString(Formatting.None) },
        IConvertible or DateTimeOffset or TimeSpan or Guid or Uri or IReadOnlyDictionary<string, object?> or IReadOnlyDictionary<string, string> =>
            new TypedData { Json = JsonSerializer.Serialize(value, value.GetType()) },
        _ => null,
    };

    /// <summary>What the worker answered, for the extension; JSON stays as it came.</summary>
    public static object? FromTyped(TypedData? data) => data?.DataCase switch
    {
        TypedData.DataOneofCase.String => data.String,
        TypedData.DataOneofCase.Json => new JRaw(data.Json),
        TypedData.DataOneofCase.Bytes => data.Bytes.ToByteArray(),
        TypedData.DataOneofCase.Int => data.Int,
        TypedData.DataOneofCase.Double => data.Double,
        _ => null,
    };

    public static string ToJson(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

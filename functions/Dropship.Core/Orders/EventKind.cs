using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dropship.Core.Orders;

/// <summary>
/// What an event of a history tells; equal by its code. It is stored and shown as the code, and a code that is not among
/// <see cref="EventKinds"/> is read as it is.
/// </summary>
/// <param name="Code">Stable, in small letters, such as <c>order-seen</c>.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct EventKind(string Code)
{
    public override string ToString() => Code;

    internal sealed class Converter : JsonConverter<EventKind>
    {
        public override EventKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("An event of a history has no kind."));

        public override void Write(Utf8JsonWriter writer, EventKind value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Code);
    }
}

using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Dropship.AzureSdk.Host;

/// <summary>Makes what a parameter takes from what a trigger gives.</summary>
internal sealed class ValueConverter(IOptions<WorkerOptions> options)
{
    private readonly ObjectSerializer _serializer = options.Value.Serializer
        ?? new JsonObjectSerializer(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    /// <exception cref="InvalidOperationException">The body is not what the parameter takes.</exception>
    public object? FromBody(BinaryData body, Type type)
    {
        if (type == typeof(string))
        {
            return body.ToString();
        }

        if (type == typeof(byte[]))
        {
            return body.ToArray();
        }

        if (type == typeof(BinaryData))
        {
            return body;
        }

        return type == typeof(ReadOnlyMemory<byte>) ? body.ToMemory() : Convert(body.ToString(), type);
    }

    /// <exception cref="InvalidOperationException">The value cannot become of that type.</exception>
    public object? Convert(object? value, Type type)
    {
        if (value is null || type.IsInstanceOfType(value))
        {
            return value;
        }

        var target = Nullable.GetUnderlyingType(type) ?? type;
        try
        {
            return value switch
            {
                BinaryData body => FromBody(body, type),
                string text when target == typeof(byte[]) => Encoding.UTF8.GetBytes(text),
                string text when target == typeof(BinaryData) => new BinaryData(text),
                string text when target == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                string text when target == typeof(DateTime) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal),
                string text when IsSimple(target) => TypeDescriptor.GetConverter(target).ConvertFromInvariantString(text),
                string text => _serializer.Deserialize(new MemoryStream(Encoding.UTF8.GetBytes(text)), target, CancellationToken.None),
                DateTimeOffset time when target == typeof(DateTime) => time.UtcDateTime,
                IConvertible when target.IsPrimitive || target == typeof(string) => System.Convert.ChangeType(value, target, CultureInfo.InvariantCulture),
                _ when target == typeof(string) => value.ToString(),
                _ => throw new InvalidOperationException($"A {value.GetType()} cannot become a {type}."),
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or NotSupportedException or OverflowException or InvalidCastException)
        {
            throw new InvalidOperationException($"A {value.GetType().Name} cannot become a {type}: {exception.Message}", exception);
        }
    }

    private static bool IsSimple(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(Guid) || type == typeof(decimal) || type == typeof(TimeSpan) || type == typeof(Uri);
}

using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Dropship.AzureSdk.Tables;

/// <summary>One property of a class of rows: its name in the table, and how it is written and read.</summary>
internal abstract class EntityProperty(string name)
{
    public string Name => name;

    /// <summary>Whether the property can be written to the table (it has a getter).</summary>
    public abstract bool CanWrite { get; }

    /// <summary>Whether it can be read from the table (it has a setter).</summary>
    public abstract bool CanRead { get; }

    public static EntityProperty Create(PropertyInfo property, string name)
    {
        var type = property.PropertyType;
        var value = Nullable.GetUnderlyingType(type) ?? type;
        var format = FormatOf(value) ?? throw new NotSupportedException(
            $"The type {type} of {property.DeclaringType}.{property.Name} cannot be stored in a table. Mark the property with [IgnoreDataMember].");
        if (value != type)
        {
            format = Activator.CreateInstance(typeof(NullableFormat<>).MakeGenericType(value), format)!;
        }

        return (EntityProperty)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(property.DeclaringType!, type), property, name, format)!;
    }

    public abstract void Write(Utf8JsonWriter writer, object entity);

    public abstract void Read(ref Utf8JsonReader reader, object entity);

    private static object? FormatOf(Type type) => true switch
    {
        _ when type == typeof(string) => new Format<string>((w, n, v) => w.WriteString(n, v), (ref r) => r.GetString()!),
        _ when type == typeof(bool) => new Format<bool>((w, n, v) => w.WriteBoolean(n, v), (ref r) => r.GetBoolean()),
        _ when type == typeof(int) => new Format<int>((w, n, v) => w.WriteNumber(n, v), (ref r) => r.GetInt32()),
        _ when type == typeof(long) => new Format<long>(
            (w, n, v) => EntityFormat.WriteTyped(w, n, "Edm.Int64", v.ToString(CultureInfo.InvariantCulture)),
            (ref r) => EntityFormat.ReadInt64(ref r)),
        _ when type == typeof(double) => new Format<double>(EntityFormat.WriteDouble, (ref r) => EntityFormat.ReadDouble(ref r)),
        _ when type == typeof(float) => new Format<float>((w, n, v) => EntityFormat.WriteDouble(w, n, v), (ref r) => (float)EntityFormat.ReadDouble(ref r)),
        _ when type == typeof(Guid) => new Format<Guid>((w, n, v) => EntityFormat.WriteTyped(w, n, "Edm.Guid", v.ToString("D")), (ref r) => r.GetGuid()),
        _ when type == typeof(DateTime) => new Format<DateTime>(
            (w, n, v) => EntityFormat.WriteTyped(w, n, "Edm.DateTime", EntityFormat.FormatTime(v.ToUniversalTime())),
            (ref r) => EntityFormat.ReadTime(ref r).UtcDateTime),
        _ when type == typeof(DateTimeOffset) => new Format<DateTimeOffset>(
            (w, n, v) => EntityFormat.WriteTyped(w, n, "Edm.DateTime", EntityFormat.FormatTime(v.UtcDateTime)),
            (ref r) => EntityFormat.ReadTime(ref r)),
        _ when type == typeof(byte[]) => new Format<byte[]>((w, n, v) => EntityFormat.WriteBinary(w, n, v), (ref r) => r.GetBytesFromBase64()),
        _ when type == typeof(BinaryData) => new Format<BinaryData>(
            (w, n, v) => EntityFormat.WriteBinary(w, n, v.ToMemory().Span),
            (ref r) => new BinaryData(r.GetBytesFromBase64())),
        _ when type.IsEnum => Activator.CreateInstance(typeof(EnumFormat<>).MakeGenericType(type)),
        _ => null,
    };

    private delegate void WriteValue<T>(Utf8JsonWriter writer, string name, T value);

    private delegate T ReadValue<T>(ref Utf8JsonReader reader);

    private class Format<T>(WriteValue<T> write, ReadValue<T> read)
    {
        public void Write(Utf8JsonWriter writer, string name, T value) => write(writer, name, value);

        public T Read(ref Utf8JsonReader reader) => read(ref reader);
    }

    private sealed class EnumFormat<T>() : Format<T>(
        (writer, name, value) => writer.WriteString(name, value.ToString()),
        (ref reader) => reader.TokenType is JsonTokenType.Number
            ? (T)Enum.ToObject(typeof(T), reader.GetInt64())
            : Enum.Parse<T>(reader.GetString()!))
        where T : struct, Enum;

    // Nothing is written for null, and none is read.
    private sealed class NullableFormat<T>(Format<T> format) : Format<T?>(
        (writer, name, value) => format.Write(writer, name, value!.Value),
        (ref reader) => format.Read(ref reader))
        where T : struct;

    private sealed class Of<TEntity, TValue>(PropertyInfo property, string name, Format<TValue> format) : EntityProperty(name)
        where TEntity : class
    {
        private readonly Func<TEntity, TValue>? _get = property.GetMethod is { IsPublic: true } get ? get.CreateDelegate<Func<TEntity, TValue>>() : null;
        private readonly Action<TEntity, TValue>? _set = property.SetMethod is { IsPublic: true } set ? set.CreateDelegate<Action<TEntity, TValue>>() : null;

        public override bool CanWrite => _get is not null;

        public override bool CanRead => _set is not null;

        public override void Write(Utf8JsonWriter writer, object entity)
        {
            if (_get!((TEntity)entity) is { } value)
            {
                format.Write(writer, Name, value);
            }
        }

        public override void Read(ref Utf8JsonReader reader, object entity)
        {
            if (reader.TokenType is not JsonTokenType.Null)
            {
                _set!((TEntity)entity, format.Read(ref reader));
            }
        }
    }
}

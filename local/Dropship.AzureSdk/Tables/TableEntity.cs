using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>A row whose properties are known by name only.</summary>
public sealed class TableEntity : ITableEntity, IDictionary<string, object?>
{
    internal const string PartitionKeyName = "PartitionKey";
    internal const string RowKeyName = "RowKey";
    internal const string TimestampName = "Timestamp";
    internal const string ETagName = "odata.etag";

    private readonly Dictionary<string, object?> _properties;

    public TableEntity() => _properties = new(StringComparer.Ordinal);

    public TableEntity(IDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _properties = new(values, StringComparer.Ordinal);
    }

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public string PartitionKey
    {
        get => GetString(PartitionKeyName)!;
        set => _properties[PartitionKeyName] = value;
    }

    public string RowKey
    {
        get => GetString(RowKeyName)!;
        set => _properties[RowKeyName] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(TimestampName);
        set => _properties[TimestampName] = value;
    }

    public ETag ETag
    {
        get => _properties.TryGetValue(ETagName, out var value) && value is string text ? new ETag(text) : default;
        set => _properties[ETagName] = value.ToString();
    }

    public ICollection<string> Keys => _properties.Keys;

    ICollection<object?> IDictionary<string, object?>.Values => _properties.Values;

    public int Count => _properties.Count;

    bool ICollection<KeyValuePair<string, object?>>.IsReadOnly => false;

    /// <summary>The value of a property; null when there is none.</summary>
    public object? this[string key]
    {
        get => _properties.GetValueOrDefault(key);
        set => _properties[key] = value;
    }

    /// <exception cref="InvalidOperationException">The property holds another type.</exception>
    public string? GetString(string key) => (string?)Get(key, typeof(string));

    /// <inheritdoc cref="GetString"/>
    public BinaryData? GetBinaryData(string key) => (BinaryData?)Get(key, typeof(BinaryData));

    /// <inheritdoc cref="GetString"/>
    public byte[]? GetBinary(string key) => (byte[]?)Get(key, typeof(byte[]));

    /// <inheritdoc cref="GetString"/>
    public bool? GetBoolean(string key) => (bool?)Get(key, typeof(bool));

    /// <inheritdoc cref="GetString"/>
    public DateTime? GetDateTime(string key) => (DateTime?)Get(key, typeof(DateTime));

    /// <inheritdoc cref="GetString"/>
    public DateTimeOffset? GetDateTimeOffset(string key) => (DateTimeOffset?)Get(key, typeof(DateTimeOffset));

    /// <inheritdoc cref="GetString"/>
    public double? GetDouble(string key) => (double?)Get(key, typeof(double));

    /// <inheritdoc cref="GetString"/>
    public Guid? GetGuid(string key) => (Guid?)Get(key, typeof(Guid));

    /// <inheritdoc cref="GetString"/>
    public int? GetInt32(string key) => (int?)Get(key, typeof(int));

    /// <inheritdoc cref="GetString"/>
    public long? GetInt64(string key) => (long?)Get(key, typeof(long));

    public void Add(string key, object? value) => _properties.Add(key, value);

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    public bool Remove(string key) => _properties.Remove(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _properties.TryGetValue(key, out value);

    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object?>>.Add(KeyValuePair<string, object?> item) => _properties.Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object?>>.Contains(KeyValuePair<string, object?> item) => _properties.Contains(item);

    void ICollection<KeyValuePair<string, object?>>.CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object?>>)_properties).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object?>>.Remove(KeyValuePair<string, object?> item) =>
        ((ICollection<KeyValuePair<string, object?>>)_properties).Remove(item);

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    internal Dictionary<string, object?>.Enumerator Properties() => _properties.GetEnumerator();

    private object? Get(string key, Type wanted)
    {
        if (!_properties.TryGetValue(key, out var value) || value is null || value.GetType() == wanted)
        {
            return value;
        }

        return value switch
        {
            DateTimeOffset time when wanted == typeof(DateTime) => time.UtcDateTime,
            DateTime time when wanted == typeof(DateTimeOffset) => new DateTimeOffset(time),
            byte[] bytes when wanted == typeof(BinaryData) => new BinaryData(bytes),
            BinaryData bytes when wanted == typeof(byte[]) => bytes.ToArray(),
            _ => throw new InvalidOperationException($"Cannot return {wanted} type for a {value.GetType()} typed property."),
        };
    }
}

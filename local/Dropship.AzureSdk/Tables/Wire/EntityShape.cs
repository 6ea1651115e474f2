using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace Dropship.AzureSdk.Tables;

/// <summary>How the rows of one class of the caller's are written and read; made once a class.</summary>
internal sealed class EntityShape
{
    // A memo of what reflection would give again: it holds no state of any run.
    private static readonly ConcurrentDictionary<Type, EntityShape> s_shapes = new();

    private readonly Type _type;
    private readonly EntityProperty[] _written;
    private readonly Dictionary<string, EntityProperty> _read;

    private EntityShape(Type type)
    {
        _type = type;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0
                && p.GetCustomAttribute<IgnoreDataMemberAttribute>() is null
                && p.Name is not ("PartitionKey" or "RowKey" or "Timestamp" or "ETag"))
            .Select(p => EntityProperty.Create(p, p.GetCustomAttribute<DataMemberAttribute>()?.Name ?? p.Name))
            .ToArray();
        _written = [.. properties.Where(p => p.CanWrite)];
        _read = properties.Where(p => p.CanRead).ToDictionary(p => p.Name, StringComparer.Ordinal);
    }

    /// <exception cref="NotSupportedException">The class has a property of a type that cannot be stored.</exception>
    public static EntityShape Of(Type type) => s_shapes.GetOrAdd(type, static t => new EntityShape(t));

    public void Write(Utf8JsonWriter writer, ITableEntity entity)
    {
        foreach (var property in _written)
        {
            property.Write(writer, entity);
        }
    }

    public ITableEntity Read(ref Utf8JsonReader reader)
    {
        var entity = (ITableEntity)Activator.CreateInstance(_type)!;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case TableEntity.PartitionKeyName:
                    entity.PartitionKey = reader.GetString()!;
                    break;
                case TableEntity.RowKeyName:
                    entity.RowKey = reader.GetString()!;
                    break;
                case TableEntity.TimestampName:
                    entity.Timestamp = EntityFormat.ReadTime(ref reader);
                    break;
                case TableEntity.ETagName:
                    entity.ETag = new ETag(reader.GetString()!);
                    break;
                default:
                    if (_read.TryGetValue(name, out var property))
                    {
                        property.Read(ref reader, entity);
                    }
                    else
                    {
                        reader.Skip();
                    }

                    break;
            }
        }

        return entity;
    }
}

namespace Dropship.Sandbox.GraphQL;

/// <summary>An object to be selected from: a value for each field, or a function of the field's arguments.</summary>
internal sealed class GraphNode(string type)
{
    private readonly Dictionary<string, object?> _fields = new(StringComparer.Ordinal);

    public string Type { get; } = type;

    public object? this[string field]
    {
        set => _fields[field] = value;
    }

    /// <summary>A list field behind a cursor is marked so that the cost can be told.</summary>
    public object? Resolve(string field, GraphArguments arguments)
    {
        if (!_fields.TryGetValue(field, out var value))
        {
            throw new InvalidOperationException($"The stand-in has no answer for {Type}.{field}.");
        }

        return value switch
        {
            Func<GraphArguments, object?> function => function(arguments),
            Func<object?> function => function(),
            _ => value,
        };
    }
}

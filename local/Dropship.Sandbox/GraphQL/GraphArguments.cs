namespace Dropship.Sandbox.GraphQL;

/// <summary>A field's arguments after variables and defaults have been put in: null, bool, long, double, string, lists and dictionaries.</summary>
internal sealed class GraphArguments(IReadOnlyDictionary<string, object?> values)
{
    public string? Text(string name) => values.GetValueOrDefault(name) as string;

    public string Required(string name) => Text(name) ?? throw new InvalidOperationException($"Argument {name} passed the validation without a value.");

    public long? Number(string name) => values.GetValueOrDefault(name) as long?;

    public bool Flag(string name) => values.GetValueOrDefault(name) is true;

    public GraphArguments? Input(string name) =>
        values.GetValueOrDefault(name) is IReadOnlyDictionary<string, object?> fields ? new GraphArguments(fields) : null;

    public IReadOnlyList<GraphArguments>? Inputs(string name) =>
        values.GetValueOrDefault(name) is IReadOnlyList<object?> items
            ? [.. items.Cast<IReadOnlyDictionary<string, object?>>().Select(fields => new GraphArguments(fields))]
            : null;

    public IReadOnlyList<string>? Texts(string name) =>
        values.GetValueOrDefault(name) is IReadOnlyList<object?> items ? [.. items.Cast<string>()] : null;
}

using System.Collections;
using System.Globalization;
using GraphQL.Execution;

namespace Dropship.Sandbox.GraphQL;

/// <summary>A field's arguments after variables and defaults have been put in.</summary>
internal sealed class GraphArguments(IReadOnlyDictionary<string, object?> values)
{
    public static GraphArguments Of(IDictionary<string, ArgumentValue>? arguments) =>
        new(arguments?.ToDictionary(argument => argument.Key, argument => argument.Value.Value, StringComparer.Ordinal) ?? []);

    public string? Text(string name) => AsText(values.GetValueOrDefault(name));

    public string Required(string name) =>
        Text(name) ?? throw new InvalidOperationException($"Argument {name} passed the validation without a value.");

    public long? Number(string name) =>
        values.GetValueOrDefault(name) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    public bool Flag(string name) => values.GetValueOrDefault(name) is true;

    public GraphArguments? Input(string name) => AsInput(values.GetValueOrDefault(name));

    public IReadOnlyList<GraphArguments>? Inputs(string name) =>
        Items(name) is { } items ? [.. items.Select(item => AsInput(item)!)] : null;

    public IReadOnlyList<string>? Texts(string name) => Items(name) is { } items ? [.. items.Select(item => AsText(item)!)] : null;

    private IEnumerable<object?>? Items(string name) =>
        values.GetValueOrDefault(name) is IEnumerable items and not string ? items.Cast<object?>() : null;

    private static GraphArguments? AsInput(object? value) =>
        value is IEnumerable<KeyValuePair<string, object?>> fields ? new GraphArguments(fields.ToDictionary(StringComparer.Ordinal)) : null;

    // An id may be written as a number.
    private static string? AsText(object? value) =>
        value as string ?? (value as IFormattable)?.ToString(null, CultureInfo.InvariantCulture);
}

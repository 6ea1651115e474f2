using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Runs a validated operation over <see cref="GraphNode"/>s and keeps exactly what was asked for.</summary>
internal sealed class GraphExecutor(GraphSchema schema, GraphDocument document, IReadOnlyDictionary<string, object?> variables)
{
    private readonly List<GraphError> _errors = [];

    public IReadOnlyList<GraphError> Errors => _errors;

    /// <returns>The data; null when a refusal reached the top through fields that cannot be null.</returns>
    public JsonObject? Run(GraphOperation operation, GraphNode root)
    {
        var type = operation.Kind == "mutation" ? schema.Mutation : schema.Query;
        return TrySelect(operation.Selections, type, root, [], out var data) ? data : null;
    }

    private bool TrySelect(IReadOnlyList<GraphSelection> selections, GraphType type, GraphNode node, IReadOnlyList<string> path, out JsonObject data)
    {
        data = [];
        foreach (var same in Flatten(selections, node.Type).GroupBy(f => f.Key, StringComparer.Ordinal))
        {
            // A field selected twice is one field with both selections.
            var field = same.First() with { Selections = [.. same.SelectMany(f => f.Selections)] };
            if (field.Name == "__typename")
            {
                data[field.Key] = node.Type;
                continue;
            }

            var definition = type.Fields[field.Name];
            IReadOnlyList<string> here = [.. path, field.Key];
            if (!TryField(field, definition, node, here, out var value))
            {
                return false;
            }

            data[field.Key] = value;
        }

        return true;
    }

    private bool TryField(GraphField field, GraphFieldDefinition definition, GraphNode node, IReadOnlyList<string> path, out JsonNode? value)
    {
        object? resolved;
        try
        {
            resolved = node.Resolve(field.Name, new GraphArguments(Arguments(field, definition)));
        }
        catch (GraphFieldException refusal)
        {
            _errors.Add(new GraphError(refusal.Message, field.At, path, refusal.Extensions));
            value = null;
            return !definition.Type.NonNull;
        }

        return TryComplete(resolved, definition.Type, field, path, out value);
    }

    private bool TryComplete(object? resolved, GraphTypeRef type, GraphField field, IReadOnlyList<string> path, out JsonNode? value)
    {
        value = null;
        if (resolved is null)
        {
            return !type.NonNull;
        }

        if (type.Item is not null)
        {
            var array = new JsonArray();
            var index = 0;
            foreach (var item in (IEnumerable)resolved)
            {
                if (!TryComplete(item, type.Item, field, [.. path, index.ToString(CultureInfo.InvariantCulture)], out var element))
                {
                    return !type.NonNull;
                }

                array.Add(element);
                index++;
            }

            value = array;
            return true;
        }

        if (resolved is GraphNode node)
        {
            if (TrySelect(field.Selections, schema.Types[node.Type], node, path, out var inner))
            {
                value = inner;
                return true;
            }

            return !type.NonNull;
        }

        value = resolved switch
        {
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            int number => JsonValue.Create(number),
            long number => type.Named == "UnsignedInt64" ? JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)) : JsonValue.Create(number),
            DateTimeOffset time => JsonValue.Create(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            _ => throw new InvalidOperationException($"{resolved.GetType().Name} is no value of {type}."),
        };
        return true;
    }

    private IEnumerable<GraphField> Flatten(IReadOnlyList<GraphSelection> selections, string type)
    {
        foreach (var selection in selections.Where(Included))
        {
            switch (selection)
            {
                case GraphField field:
                    yield return field;
                    break;
                case GraphInline inline when inline.OnType is null || inline.OnType == type:
                    foreach (var field in Flatten(inline.Selections, type))
                    {
                        yield return field;
                    }

                    break;
                case GraphSpread spread when document.Fragments[spread.Fragment] is { } fragment && fragment.OnType == type:
                    foreach (var field in Flatten(fragment.Selections, type))
                    {
                        yield return field;
                    }

                    break;
            }
        }
    }

    private bool Included(GraphSelection selection) => selection.Directives.All(directive =>
    {
        var condition = directive.Arguments.GetValueOrDefault("if") switch
        {
            GraphScalar scalar => scalar.Value is true,
            GraphVariableUse use => variables.GetValueOrDefault(use.Name) is true,
            _ => false,
        };
        return directive.Name switch
        {
            "include" => condition,
            "skip" => !condition,
            _ => true,
        };
    });

    private Dictionary<string, object?> Arguments(GraphField field, GraphFieldDefinition definition)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, argument) in definition.Arguments)
        {
            var given = field.Arguments.GetValueOrDefault(name);
            if (given is GraphVariableUse use && !variables.ContainsKey(use.Name))
            {
                given = null;
            }

            if ((given ?? argument.Default) is { } value)
            {
                values[name] = GraphCoercion.Literal(schema, value, argument.Type, variables);
            }
        }

        return values;
    }
}

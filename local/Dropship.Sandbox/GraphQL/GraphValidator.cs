using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Checks a document against the schema before anything runs, and words what is wrong as Shopify does.</summary>
internal sealed class GraphValidator
{
    private readonly GraphSchema _schema;
    private readonly GraphDocument _document;
    private readonly GraphOperation _operation;
    private readonly string _operationLabel;
    private readonly List<GraphError> _errors = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private GraphValidator(GraphSchema schema, GraphDocument document, GraphOperation operation)
    {
        _schema = schema;
        _document = document;
        _operation = operation;
        _operationLabel = operation.Name is null ? operation.Kind : $"{operation.Kind} {operation.Name}";
    }

    public static IReadOnlyList<GraphError> Validate(GraphSchema schema, GraphDocument document, GraphOperation operation)
    {
        var validator = new GraphValidator(schema, document, operation);
        foreach (var variable in operation.Variables)
        {
            if (!schema.Types.ContainsKey(variable.Type.Named))
            {
                validator.Add($"{variable.Type.Named} isn't a defined input type (on ${variable.Name})", variable.At, [validator._operationLabel], "variableRequiresValidType");
            }
        }

        validator.Selections(operation.Selections, operation.Kind == "mutation" ? schema.Mutation : schema.Query, [validator._operationLabel], 0);
        foreach (var variable in operation.Variables.Where(v => !validator._used.Contains(v.Name)))
        {
            validator.Add(
                $"Variable ${variable.Name} is declared by {operation.Name ?? "anonymous " + operation.Kind} but not used",
                variable.At,
                [validator._operationLabel],
                "variableNotUsed",
                ("variableName", variable.Name));
        }

        return validator._errors;
    }

    /// <summary>Turns the variables sent into the values the declared types stand for.</summary>
    public static IReadOnlyDictionary<string, object?> Variables(GraphSchema schema, GraphOperation operation, JsonElement? sent, List<GraphError> errors)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var variable in operation.Variables)
        {
            var given = sent is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(variable.Name, out var found) ? found : (JsonElement?)null;
            if (given is null && variable.Default is not null)
            {
                values[variable.Name] = GraphCoercion.Literal(schema, variable.Default, variable.Type, values);
                continue;
            }

            if (given is null && !variable.Type.NonNull)
            {
                continue;
            }

            var problems = new List<(string Path, string Explanation)>();
            var value = given is { } json
                ? GraphCoercion.Json(schema, json, variable.Type, string.Empty, problems)
                : null;
            if (given is null)
            {
                problems.Add((string.Empty, "Expected value to not be null"));
            }

            if (problems.Count > 0)
            {
                var detail = string.Join(", ", problems.Select(p => p.Path.Length > 0 ? $"{p.Path} ({p.Explanation})" : p.Explanation));
                var suffix = problems[0].Path.Length > 0 ? $" for {detail}" : string.Empty;
                errors.Add(new GraphError(
                    $"Variable ${variable.Name} of type {variable.Type} was provided invalid value{suffix}",
                    variable.At,
                    null,
                    new JsonObject
                    {
                        ["code"] = "INVALID_VARIABLE",
                        ["value"] = given is { } raw ? JsonNode.Parse(raw.GetRawText()) : null,
                        ["problems"] = new JsonArray([.. problems.Select(p => (JsonNode)new JsonObject
                        {
                            ["path"] = new JsonArray([.. p.Path.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(part => (JsonNode?)part)]),
                            ["explanation"] = p.Explanation,
                        })]),
                    }));
            }

            values[variable.Name] = value;
        }

        return values;
    }

    private void Selections(IReadOnlyList<GraphSelection> selections, GraphType type, IReadOnlyList<string> path, int depth)
    {
        if (depth > 30)
        {
            Add("Query is nested too deeply", _operation.At, path, "depthLimit");
            return;
        }

        foreach (var selection in selections)
        {
            foreach (var argument in selection.Directives.SelectMany(d => d.Arguments.Values))
            {
                Value(argument, new GraphTypeRef("Boolean", null, true), path, selection.At);
            }

            switch (selection)
            {
                case GraphField field:
                    Field(field, type, path, depth);
                    break;
                case GraphInline inline:
                    Selections(inline.Selections, inline.OnType is null ? type : TypeOf(inline.OnType, inline.At, path) ?? type, path, depth + 1);
                    break;
                case GraphSpread spread when _document.Fragments.TryGetValue(spread.Fragment, out var fragment):
                    if (TypeOf(fragment.OnType, fragment.At, path) is { } onType)
                    {
                        Selections(fragment.Selections, onType, path, depth + 1);
                    }

                    break;
                case GraphSpread spread:
                    Add($"Fragment {spread.Fragment} was used, but not defined", spread.At, path, "useAndDefineFragment", ("fragmentName", spread.Fragment));
                    break;
            }
        }
    }

    private void Field(GraphField field, GraphType type, IReadOnlyList<string> path, int depth)
    {
        IReadOnlyList<string> here = [.. path, field.Key];
        if (field.Name == "__typename")
        {
            return;
        }

        if (!type.Fields.TryGetValue(field.Name, out var definition))
        {
            Add(
                $"Field '{field.Name}' doesn't exist on type '{type.Name}'",
                field.At,
                here,
                "undefinedField",
                ("typeName", type.Name),
                ("fieldName", field.Name));
            return;
        }

        foreach (var (name, value) in field.Arguments)
        {
            if (!definition.Arguments.TryGetValue(name, out var argument))
            {
                Add(
                    $"Field '{field.Name}' doesn't accept argument '{name}'",
                    field.At,
                    [.. here, name],
                    "argumentNotAccepted",
                    ("name", field.Name),
                    ("typeName", "Field"),
                    ("argumentName", name));
                continue;
            }

            Value(value, argument.Type with { NonNull = argument.Type.NonNull && argument.Default is null }, here, field.At, name);
        }

        var missing = definition.Arguments.Values
            .Where(a => a.Type.NonNull && a.Default is null && !field.Arguments.ContainsKey(a.Name))
            .Select(a => a.Name)
            .ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing);
            Add(
                $"Field '{field.Name}' is missing required arguments: {names}",
                field.At,
                here,
                "missingRequiredArguments",
                ("className", "Field"),
                ("name", field.Name),
                ("arguments", names));
        }

        var result = _schema.Types[definition.Type.Named];
        if (result.IsComposite && field.Selections.Count == 0)
        {
            Add(
                $"Field must have selections (field '{field.Name}' returns {result.Name} but has no selections. Did you mean '{field.Name} {{ ... }}'?)",
                field.At,
                here,
                "selectionMismatch",
                ("nodeName", $"field '{field.Name}'"),
                ("typeName", result.Name));
        }
        else if (!result.IsComposite && field.Selections.Count > 0)
        {
            Add(
                $"Selections can't be made on scalars (field '{field.Name}' returns {result.Name} but has selections)",
                field.At,
                here,
                "selectionMismatch",
                ("nodeName", $"field '{field.Name}'"),
                ("typeName", result.Name));
        }
        else if (result.IsComposite)
        {
            Selections(field.Selections, result, here, depth + 1);
        }
    }

    private void Value(GraphValue value, GraphTypeRef expected, IReadOnlyList<string> path, GraphPosition at, string? argument = null)
    {
        switch (value)
        {
            case GraphVariableUse use:
                _used.Add(use.Name);
                var declared = _operation.Variables.FirstOrDefault(v => v.Name == use.Name);
                if (declared is null)
                {
                    Add(
                        $"Variable ${use.Name} is used by {_operation.Name ?? "anonymous " + _operation.Kind} but not declared",
                        use.At,
                        path,
                        "variableNotDefined",
                        ("variableName", use.Name));
                }
                else if (!Fits(declared.Type, declared.Default is not null, expected))
                {
                    Add(
                        $"Type mismatch on variable ${use.Name} and argument {argument} ({declared.Type} / {expected})",
                        use.At,
                        path,
                        "variableMismatch",
                        ("variableName", use.Name),
                        ("typeName", declared.Type.ToString()),
                        ("argumentName", argument ?? string.Empty));
                }

                break;
            case GraphList list when expected.Item is not null:
                foreach (var item in list.Items)
                {
                    Value(item, expected.Item, path, at, argument);
                }

                break;
            case GraphInputObject input when expected.Name is not null && _schema.Types[expected.Name].Kind == "input":
                foreach (var (name, inner) in input.Fields)
                {
                    if (_schema.Types[expected.Name].Fields.TryGetValue(name, out var inputField))
                    {
                        Value(inner, inputField.Type, path, at, name);
                    }
                    else
                    {
                        Add($"InputObject '{expected.Name}' doesn't accept argument '{name}'", at, path, "argumentNotAccepted", ("name", expected.Name), ("typeName", "InputObject"), ("argumentName", name));
                    }
                }

                break;
            default:
                if (!GraphCoercion.Accepts(_schema, value, expected))
                {
                    Add(
                        $"Argument '{argument}' on Field '{path[^1]}' has an invalid value. Expected type '{expected}'.",
                        at,
                        [.. path, argument ?? string.Empty],
                        "argumentLiteralsIncompatible",
                        ("typeName", "Field"),
                        ("argumentName", argument ?? string.Empty));
                }

                break;
        }
    }

    private static bool Fits(GraphTypeRef declared, bool hasDefault, GraphTypeRef expected)
    {
        if (expected.NonNull && !declared.NonNull && !hasDefault)
        {
            return false;
        }

        if (expected.Item is not null)
        {
            return declared.Item is not null && Fits(declared.Item, false, expected.Item);
        }

        return declared.Item is null && declared.Name == expected.Name;
    }

    private GraphType? TypeOf(string name, GraphPosition at, IReadOnlyList<string> path)
    {
        if (_schema.Types.TryGetValue(name, out var type))
        {
            return type;
        }

        Add($"No such type {name}, so it can't be a fragment condition", at, path, "undefinedType", ("typeName", name));
        return null;
    }

    private void Add(string message, GraphPosition at, IReadOnlyList<string> path, string code, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var extensions = new JsonObject { ["code"] = code };
        foreach (var (name, value) in more)
        {
            extensions[name] = value;
        }

        _errors.Add(new GraphError(message, at, path, extensions));
    }
}

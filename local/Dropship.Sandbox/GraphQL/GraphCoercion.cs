using System.Globalization;
using System.Text.Json;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Turns literals and variables into plain values of the types they are meant for.</summary>
internal static class GraphCoercion
{
    public static bool Accepts(GraphSchema schema, GraphValue value, GraphTypeRef type)
    {
        if (value is GraphScalar { Value: null })
        {
            return !type.NonNull;
        }

        if (type.Item is not null)
        {
            return Accepts(schema, value, type.Item);
        }

        var named = schema.Types[type.Named];
        return named.Kind switch
        {
            "enum" => value is GraphEnum member && named.Members.Contains(member.Name),
            "scalar" => value is GraphScalar scalar && AcceptsScalar(named.Name, scalar.Value),
            _ => value is GraphInputObject,
        };
    }

    public static object? Literal(GraphSchema schema, GraphValue value, GraphTypeRef type, IReadOnlyDictionary<string, object?> variables)
    {
        switch (value)
        {
            case GraphVariableUse use:
                return variables.GetValueOrDefault(use.Name);
            case GraphEnum member:
                return member.Name;
            case GraphScalar scalar:
                return scalar.Value;
            case GraphList list:
                return list.Items.Select(item => Literal(schema, item, type.Item!, variables)).ToList();
            case GraphInputObject input:
                var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (name, definition) in schema.Types[type.Named].Fields)
                {
                    if (input.Fields.TryGetValue(name, out var inner))
                    {
                        fields[name] = Literal(schema, inner, definition.Type, variables);
                    }
                    else if (definition.Default is not null)
                    {
                        fields[name] = Literal(schema, definition.Default, definition.Type, variables);
                    }
                }

                return fields;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} is no value.");
        }
    }

    public static object? Json(GraphSchema schema, JsonElement json, GraphTypeRef type, string path, List<(string Path, string Explanation)> problems)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            if (type.NonNull)
            {
                problems.Add((path, "Expected value to not be null"));
            }

            return null;
        }

        if (type.Item is not null)
        {
            var elements = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToList() : [json];
            return elements
                .Select((element, index) => Json(schema, element, type.Item, Join(path, index.ToString(CultureInfo.InvariantCulture)), problems))
                .ToList();
        }

        var named = schema.Types[type.Named];
        switch (named.Kind)
        {
            case "input":
                return InputObject(schema, json, named, path, problems);
            case "enum":
                if (json.ValueKind == JsonValueKind.String && named.Members.Contains(json.GetString()!))
                {
                    return json.GetString();
                }

                problems.Add((path, $"Expected \"{Show(json)}\" to be one of: {string.Join(", ", named.Members)}"));
                return null;
            default:
                var value = Plain(json, named.Name);
                if (!AcceptsScalar(named.Name, value))
                {
                    problems.Add((path, $"Could not coerce value {json.GetRawText()} to {named.Name}"));
                    return null;
                }

                return value;
        }
    }

    private static Dictionary<string, object?> InputObject(
        GraphSchema schema,
        JsonElement json,
        GraphType type,
        string path,
        List<(string Path, string Explanation)> problems)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add((path, $"Expected {json.GetRawText()} to be a key-value object."));
            return fields;
        }

        foreach (var unknown in json.EnumerateObject().Where(p => !type.Fields.ContainsKey(p.Name)))
        {
            problems.Add((Join(path, unknown.Name), $"Field is not defined on {type.Name}"));
        }

        foreach (var (name, definition) in type.Fields)
        {
            if (json.TryGetProperty(name, out var inner))
            {
                fields[name] = Json(schema, inner, definition.Type, Join(path, name), problems);
            }
            else if (definition.Default is not null)
            {
                fields[name] = Literal(schema, definition.Default, definition.Type, new Dictionary<string, object?>(StringComparer.Ordinal));
            }
            else if (definition.Type.NonNull)
            {
                problems.Add((Join(path, name), "Expected value to not be null"));
            }
        }

        return fields;
    }

    private static bool AcceptsScalar(string scalar, object? value) => scalar switch
    {
        "Int" => value is long and >= int.MinValue and <= int.MaxValue,
        "Float" => value is long or double,
        "Boolean" => value is bool,
        "URL" => value is string text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0,
        "DateTime" => value is string time && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        "ID" => value is string or long,
        _ => value is string,
    };

    private static object? Plain(JsonElement json, string scalar) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when json.TryGetInt64(out var whole) => scalar == "ID" ? whole.ToString(CultureInfo.InvariantCulture) : whole,
        JsonValueKind.Number => json.GetDouble(),
        _ => null,
    };

    private static string Show(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();

    private static string Join(string path, string part) => path.Length == 0 ? part : $"{path}.{part}";
}

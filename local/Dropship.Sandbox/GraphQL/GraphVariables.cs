using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Words what is wrong with the value of a variable: all of it at once, each with its place.</summary>
internal static class GraphVariables
{
    public static JsonObject Tell(GraphQLVariableDefinition definition, IGraphType type, GraphRequest request)
    {
        var name = definition.Variable.Name.StringValue;
        var given = request.Sent is { ValueKind: JsonValueKind.Object } sent && sent.TryGetProperty(name, out var found) ? found : default;
        var problems = Problems(given, type, []).ToList();
        var detail = string.Join(", ", problems.Where(p => p.Path.Length > 0).Select(p => $"{string.Join('.', p.Path)} ({p.Explanation})"));
        return GraphErrors.Json(
            $"Variable ${name} of type {type} was provided invalid value{(detail.Length > 0 ? $" for {detail}" : string.Empty)}",
            [Location.FromLinearPosition(request.Document!.Source, definition.Location.Start)],
            null,
            new JsonObject
            {
                ["code"] = "INVALID_VARIABLE",
                ["value"] = given.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(given.GetRawText()),
                ["problems"] = new JsonArray([
                    .. problems.Select(p => new JsonObject
                    {
                        ["path"] = new JsonArray([.. p.Path.Select(part => (JsonNode?)part)]),
                        ["explanation"] = p.Explanation,
                    }),
                ]),
            }
        );
    }

    private static IEnumerable<(string[] Path, string Explanation)> Problems(JsonElement json, IGraphType type, string[] path)
    {
        var isNull = json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;
        return type switch
        {
            NonNullGraphType when isNull => [(path, "Expected value to not be null")],
            NonNullGraphType required => Problems(json, required.ResolvedType!, path),
            _ when isNull => [],
            ListGraphType list when json.ValueKind == JsonValueKind.Array => json.EnumerateArray()
                .SelectMany(
                    (element, index) => Problems(element, list.ResolvedType!, [.. path, index.ToString(CultureInfo.InvariantCulture)])
                ),
            ListGraphType list => Problems(json, list.ResolvedType!, path),
            IInputObjectGraphType input when json.ValueKind == JsonValueKind.Object => Fields(json, input, path),
            IInputObjectGraphType => [(path, $"Expected {json.GetRawText()} to be a key-value object.")],
            EnumerationGraphType members => members.CanParseValue(GraphRequest.Plain(json))
                ? []
                :
                [
                    (
                        path,
                        $"Expected \"{GraphRequest.Plain(json) ?? json.GetRawText()}\" to be one of: {string.Join(", ", members.Values.Select(v => v.Name))}"
                    ),
                ],
            ScalarGraphType scalar => scalar.CanParseValue(GraphRequest.Plain(json))
                ? []
                : [(path, $"Could not coerce value {json.GetRawText()} to {scalar.Name}")],
            _ => [],
        };
    }

    private static IEnumerable<(string[] Path, string Explanation)> Fields(JsonElement json, IInputObjectGraphType input, string[] path)
    {
        var unknown = json.EnumerateObject()
            .Where(p => input.Fields.Find(p.Name) is null)
            .Select(p => ((string[])[.. path, p.Name], $"Field is not defined on {input.Name}"));
        var known = input
            .Fields.Where(field => json.TryGetProperty(field.Name, out _) || field.DefaultValue is null)
            .SelectMany(field =>
                Problems(json.TryGetProperty(field.Name, out var value) ? value : default, field.ResolvedType!, [.. path, field.Name])
            );
        return unknown.Concat(known);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace Dropship.Sandbox.GraphQL;

/// <summary>A query as it came over the wire.</summary>
/// <param name="Document">The query; null when it is not GraphQL.</param>
/// <param name="Syntax">Why it is not.</param>
/// <param name="Sent">The variables as they were sent.</param>
/// <param name="OperationName">Which operation of the document is meant.</param>
internal sealed partial record GraphRequest(GraphQLDocument? Document, JsonObject? Syntax, JsonElement? Sent, string? OperationName)
{
    /// <summary>The operation that is meant; null when that cannot be told.</summary>
    public GraphQLOperationDefinition? Operation
    {
        get
        {
            var operations = Document!
                .Definitions.OfType<GraphQLOperationDefinition>()
                .Where(o => OperationName is null || o.Name?.StringValue == OperationName)
                .ToList();
            return operations.Count == 1 ? operations[0] : null;
        }
    }

    /// <summary>The first field that the document asks for.</summary>
    public string? RootField =>
        Document
            ?.Definitions.OfType<GraphQLOperationDefinition>()
            .FirstOrDefault()
            ?.SelectionSet.Selections.OfType<GraphQLField>()
            .FirstOrDefault()
            ?.Name.StringValue;

    public Inputs Variables =>
        Sent is { ValueKind: JsonValueKind.Object } sent
            ? new Inputs(sent.EnumerateObject().ToDictionary(p => p.Name, p => Plain(p.Value), StringComparer.Ordinal))
            : Inputs.Empty;

    /// <returns>The query; null when the body holds none.</returns>
    public static GraphRequest? Parse(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("query", out var query)
                || query.ValueKind != JsonValueKind.String
            )
            {
                return null;
            }

            JsonElement? sent = root.TryGetProperty("variables", out var given) ? given.Clone() : null;
            var name =
                root.TryGetProperty("operationName", out var operation) && operation.ValueKind == JsonValueKind.String
                    ? operation.GetString()
                    : null;
            try
            {
                return new GraphRequest(
                    Parser.Parse(query.GetString()!, new ParserOptions { Ignore = IgnoreOptions.Comments }),
                    null,
                    sent,
                    name
                );
            }
            catch (GraphQLSyntaxErrorException syntax)
            {
                return new GraphRequest(
                    null,
                    GraphErrors.Json("syntax error, unexpected " + Found(syntax.Description), [syntax.Location]),
                    sent,
                    name
                );
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A JSON value as null, bool, long, double, string, list or dictionary.</summary>
    public static object? Plain(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
            JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToList(),
            JsonValueKind.Object => json.EnumerateObject().ToDictionary(p => p.Name, p => Plain(p.Value), StringComparer.Ordinal),
            _ => null,
        };

    private static string Found(string description) =>
        Token().Match(description).Groups["token"].Value switch
        {
            "EOF" => "END (\"end of file\")",
            var token => token,
        };

    [GeneratedRegex(
        "(found|Unexpected) (?<token>.+?)(;.*)?$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Token();
}

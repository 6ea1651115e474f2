using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Errors;
using GraphQLParser;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Entries of <c>errors</c>, in Shopify's words.</summary>
internal static class GraphErrors
{
    public static JsonObject Json(
        string message,
        IEnumerable<Location>? locations = null,
        IEnumerable<object>? path = null,
        JsonObject? extensions = null
    )
    {
        var json = new JsonObject { ["message"] = message };
        if (locations is not null)
        {
            json["locations"] = new JsonArray([.. locations.Select(at => new JsonObject { ["line"] = at.Line, ["column"] = at.Column })]);
        }

        if (path is not null)
        {
            json["path"] = new JsonArray([.. path.Select(part => JsonSerializer.SerializeToNode(part))]);
        }

        if (extensions is not null)
        {
            json["extensions"] = extensions;
        }

        return json;
    }

    /// <summary>A refusal that came while a query ran.</summary>
    public static JsonObject Json(ExecutionError error) =>
        Json(error.Message, error.Locations, error.Path, (error as GraphFieldException)?.Details);

    /// <summary>What a validation found.</summary>
    public static IReadOnlyList<JsonObject> Tell(ExecutionErrors errors, GraphRequest request, GraphPlaces places)
    {
        // A type that nobody knows is told once, not as no input type as well.
        var told = errors
            .OfType<ValidationError>()
            .Where(error =>
                error is not InvalidVariableError && !(error is VariablesAreInputTypesError && places[error.Nodes.First()].Expected is null)
            )
            .Select(error => Tell(error, places));
        var variables = errors
            .OfType<InvalidVariableError>()
            .SelectMany(error => error.Nodes)
            .OfType<GraphQLVariableDefinition>()
            .Distinct()
            .Select(definition => GraphVariables.Tell(definition, (IGraphType)places[definition].Expected!, request));

        // Of a field, all missing arguments are told at once.
        return [.. told.Concat(variables).DistinctBy(error => error.ToJsonString(), StringComparer.Ordinal)];
    }

    private static JsonObject Tell(ValidationError error, GraphPlaces places)
    {
        var node = error.Nodes.FirstOrDefault();
        var place = node is null ? null : places[node];
        return (error, node, place) switch
        {
            (FieldsOnCorrectTypeError, GraphQLField field, { Parent: { } parent }) => Words(
                $"Field '{field.Name}' doesn't exist on type '{parent}'",
                "undefinedField",
                ("typeName", parent.Name),
                ("fieldName", field.Name.StringValue)
            ),
            (KnownArgumentNamesError, GraphQLArgument argument, { Field: { } field }) => Under(
                argument.Name.StringValue,
                $"Field '{field.Name}' doesn't accept argument '{argument.Name}'",
                "argumentNotAccepted",
                ("name", field.Name),
                ("typeName", "Field"),
                ("argumentName", argument.Name.StringValue)
            ),
            (ProvidedNonNullArgumentsError, GraphQLField field, { Field: { } definition }) => Words(
                $"Field '{field.Name}' is missing required arguments: {Missing(field, definition)}",
                "missingRequiredArguments",
                ("className", "Field"),
                ("name", field.Name.StringValue),
                ("arguments", Missing(field, definition))
            ),
            (ScalarLeafsError, GraphQLField field, { Field: { } definition }) => Words(
                $"Field must have selections (field '{field.Name}' returns {Returned(definition)} but has no selections. Did you mean '{field.Name} {{ ... }}'?)",
                "selectionMismatch",
                ("nodeName", $"field '{field.Name}'"),
                ("typeName", Returned(definition))
            ),
            (ScalarLeafsError, GraphQLSelectionSet, { Field: { } field }) => Words(
                $"Selections can't be made on scalars (field '{field.Name}' returns {Returned(field)} but has selections)",
                "selectionMismatch",
                ("nodeName", $"field '{field.Name}'"),
                ("typeName", Returned(field))
            ),
            (KnownFragmentNamesError, GraphQLFragmentSpread spread, _) => Words(
                $"Fragment {spread.FragmentName.Name} was used, but not defined",
                "useAndDefineFragment",
                ("fragmentName", spread.FragmentName.Name.StringValue)
            ),
            (NoUnusedFragmentsError, GraphQLFragmentDefinition fragment, _) => Words(
                $"Fragment {fragment.FragmentName.Name} was defined, but not used",
                "useAndDefineFragment",
                ("fragmentName", fragment.FragmentName.Name.StringValue)
            ),
            (NoUndefinedVariablesError, GraphQLVariable variable, { Operation: { } operation }) => Words(
                $"Variable ${variable.Name} is used by {operation} but not declared",
                "variableNotDefined",
                ("variableName", variable.Name.StringValue)
            ),
            (NoUnusedVariablesError, GraphQLVariableDefinition definition, { Operation: { } operation }) => Words(
                $"Variable ${definition.Variable.Name} is declared by {operation} but not used",
                "variableNotUsed",
                ("variableName", definition.Variable.Name.StringValue)
            ),
            (GraphVariableMismatch { Declared: { } declared }, GraphQLVariable variable, { Expected: { } expected } used) => Words(
                $"Type mismatch on variable ${variable.Name} and argument {used.Argument} ({declared} / {expected})",
                "variableMismatch",
                ("variableName", variable.Name.StringValue),
                ("typeName", declared.ToString()!),
                ("argumentName", used.Argument ?? string.Empty)
            ),
            (ArgumentsOfCorrectTypeError, GraphQLArgument argument, { Expected: { } expected } used) => Under(
                argument.Name.StringValue,
                $"Argument '{argument.Name}' on Field '{used.Path[^1]}' has an invalid value. Expected type '{expected}'.",
                "argumentLiteralsIncompatible",
                ("typeName", "Field"),
                ("argumentName", argument.Name.StringValue)
            ),
            (KnownTypeNamesError, GraphQLNamedType type, { Variable: { } variable }) => Words(
                $"{type.Name} isn't a defined input type (on ${variable})",
                "variableRequiresValidType",
                ("typeName", type.Name.StringValue),
                ("variableName", variable)
            ),
            (KnownTypeNamesError, GraphQLNamedType type, _) => Words(
                $"No such type {type.Name}, so it can't be a fragment condition",
                "undefinedType",
                ("typeName", type.Name.StringValue)
            ),
            _ => Words(error.Message, error.Code ?? "invalid"),
        };

        JsonObject Words(string message, string code, params (string Name, string Value)[] more)
        {
            var extensions = new JsonObject { ["code"] = code };
            foreach (var (name, value) in more)
            {
                extensions[name] = value;
            }

            return Json(message, error.Locations, place?.Path, extensions);
        }

        JsonObject Under(string part, string message, string code, params (string Name, string Value)[] more)
        {
            var json = Words(message, code, more);
            json["path"]!.AsArray().Add(part);
            return json;
        }
    }

    private static string Missing(GraphQLField field, FieldType definition) =>
        string.Join(
            ", ",
            definition
                .Arguments!.Where(a =>
                    a.ResolvedType is NonNullGraphType
                    && a.DefaultValue is null
                    && field.Arguments?.Any(given => given.Name == a.Name) != true
                )
                .Select(a => a.Name)
        );

    private static string Returned(FieldType field) => field.ResolvedType!.GetNamedType().Name;
}

using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>A variable is used where its type does not fit.</summary>
internal sealed class GraphVariableMismatch(GraphQLDocument document, GraphQLVariable usage, IGraphType declared)
    : ValidationError(document.Source, "5.8.5", $"Variable ${usage.Name} of type {declared} does not fit.", usage)
{
    public IGraphType Declared { get; } = declared;
}

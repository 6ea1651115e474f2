using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Replaces <see cref="VariablesInAllowedPosition"/>, which takes any two types that cannot be null for the same.</summary>
internal sealed class GraphVariableTypes : ValidationRuleBase
{
    private static readonly MatchingNodeVisitor<GraphQLOperationDefinition> s_visitor = new(
        leave: (operation, context) =>
        {
            foreach (var usage in context.GetRecursiveVariables(operation) ?? [])
            {
                if (
                    operation.Variables?.FirstOrDefault(v => v.Variable.Name == usage.Node.Name) is { } definition
                    && definition.Type.GraphTypeFromType(context.Schema) is { } declared
                    && !Fits(declared, definition.DefaultValue is not null || usage.HasDefault ? Nullable(usage.Type) : usage.Type)
                )
                {
                    context.ReportError(new GraphVariableMismatch(context.Document, usage.Node, declared));
                }
            }
        }
    );

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(s_visitor);

    private static IGraphType Nullable(IGraphType type) => type is NonNullGraphType required ? required.ResolvedType! : type;

    private static bool Fits(IGraphType declared, IGraphType expected) =>
        (declared, expected) switch
        {
            (NonNullGraphType given, NonNullGraphType wanted) => Fits(given.ResolvedType!, wanted.ResolvedType!),
            (_, NonNullGraphType) => false,
            (NonNullGraphType given, _) => Fits(given.ResolvedType!, expected),
            (ListGraphType given, ListGraphType wanted) => Fits(given.ResolvedType!, wanted.ResolvedType!),
            (ListGraphType, _) or (_, ListGraphType) => false,
            _ => declared.Name == expected.Name,
        };
}

using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>
/// Prices a query before it runs: scalars cost nothing, an object one point, a mutation ten, and a connection as many nodes
/// as it asks for, damped. The damping is the stand-in's own; Shopify does not publish how nested connections are priced.
/// </summary>
internal sealed class GraphCost(
    ISchema schema,
    GraphQLDocument document,
    IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? arguments
)
{
    private const int MutationCost = 10;

    public int Requested(GraphQLOperationDefinition operation)
    {
        var isMutation = operation.Operation == OperationType.Mutation;
        return Math.Max(1, Selections(operation.SelectionSet, isMutation ? schema.Mutation! : schema.Query, isMutation ? MutationCost : 0));
    }

    /// <summary>What the answer turned out to hold.</summary>
    public static int Actual(JsonNode? data, bool mutation) => Math.Max(1, (mutation ? MutationCost - 1 : -1) + Count(data));

    private static int Count(JsonNode? node) =>
        node switch
        {
            JsonArray { Count: > 0 } array => (int)Math.Ceiling(Damped(array.Count) * (array.Sum(Count) / (double)array.Count)),
            JsonObject o => 1 + o.Sum(p => p.Key is "userErrors" or "pageInfo" ? 0 : Count(p.Value)),
            _ => 0,
        };

    private int Selections(GraphQLSelectionSet? selections, IObjectGraphType type, int objectCost) =>
        (selections?.Selections ?? []).Sum(selection =>
            selection switch
            {
                GraphQLField field when type.GetField(field.Name) is { } definition => Field(field, definition, objectCost),
                GraphQLInlineFragment inline => Selections(inline.SelectionSet, TypeOf(inline.TypeCondition) ?? type, objectCost),
                GraphQLFragmentSpread spread when Fragment(spread) is { } fragment => Selections(
                    fragment.SelectionSet,
                    TypeOf(fragment.TypeCondition) ?? type,
                    objectCost
                ),
                _ => 0,
            }
        );

    private int Field(GraphQLField field, FieldType definition, int objectCost)
    {
        if (definition.ResolvedType!.GetNamedType() is not IObjectGraphType { Name: not ("PageInfo" or "UserError") } type)
        {
            return 0;
        }

        var inner = Selections(field.SelectionSet, type, 0);
        return objectCost > 0 ? objectCost + inner
            : type.Name.EndsWith("Connection", StringComparison.Ordinal) ? 1 + (int)Math.Ceiling(Damped(First(field)) * inner)
            : 1 + inner;
    }

    private GraphQLFragmentDefinition? Fragment(GraphQLFragmentSpread spread) =>
        document
            .Definitions.OfType<GraphQLFragmentDefinition>()
            .FirstOrDefault(fragment => fragment.FragmentName.Name == spread.FragmentName.Name);

    private IObjectGraphType? TypeOf(GraphQLTypeCondition? condition) =>
        condition is null ? null : schema.AllTypes[condition.Type.Name] as IObjectGraphType;

    private double First(GraphQLField field) => GraphArguments.Of(arguments?.GetValueOrDefault(field)).Number("first") ?? 1;

    private static double Damped(double count) => Math.Min(count, Math.Ceiling(2 * Math.Log(count + 1)));
}

using System.Text.Json.Nodes;

namespace Dropship.Sandbox.GraphQL;

/// <summary>
/// Prices a query before it runs: scalars cost nothing, an object one point, a mutation ten, and a connection as many nodes
/// as it asks for, damped. The damping is the stand-in's own; Shopify does not publish how nested connections are priced.
/// </summary>
internal sealed class GraphCost(GraphSchema schema, GraphDocument document, IReadOnlyDictionary<string, object?> variables)
{
    private const int MutationCost = 10;

    public int Requested(GraphOperation operation)
    {
        var root = operation.Kind == "mutation" ? schema.Mutation : schema.Query;
        return Math.Max(1, Selections(operation.Selections, root, operation.Kind == "mutation" ? MutationCost : 0));
    }

    /// <summary>What the answer turned out to hold.</summary>
    public static int Actual(JsonNode? data, bool mutation) => Math.Max(1, (mutation ? MutationCost - 1 : -1) + Count(data));

    private static int Count(JsonNode? node) => node switch
    {
        JsonArray { Count: > 0 } array => (int)Math.Ceiling(Damped(array.Count) * (array.Sum(Count) / (double)array.Count)),
        JsonObject o => 1 + o.Sum(p => p.Key is "userErrors" or "pageInfo" ? 0 : Count(p.Value)),
        _ => 0,
    };

    private int Selections(IReadOnlyList<GraphSelection> selections, GraphType type, int objectCost)
    {
        var cost = 0;
        foreach (var selection in selections)
        {
            switch (selection)
            {
                case GraphField field when type.Fields.TryGetValue(field.Name, out var definition):
                    cost += Field(field, definition, objectCost);
                    break;
                case GraphInline inline:
                    cost += Selections(inline.Selections, inline.OnType is null ? type : schema.Types[inline.OnType], objectCost);
                    break;
                case GraphSpread spread:
                    var fragment = document.Fragments[spread.Fragment];
                    cost += Selections(fragment.Selections, schema.Types[fragment.OnType], objectCost);
                    break;
            }
        }

        return cost;
    }

    private int Field(GraphField field, GraphFieldDefinition definition, int objectCost)
    {
        var type = schema.Types[definition.Type.Named];
        if (!type.IsComposite || type.Name is "PageInfo" or "UserError")
        {
            return 0;
        }

        var inner = Selections(field.Selections, type, 0);
        if (objectCost > 0)
        {
            return objectCost + inner;
        }

        if (type.IsConnection)
        {
            return 1 + (int)Math.Ceiling(Damped(First(field)) * inner);
        }

        return 1 + inner;
    }

    private double First(GraphField field) => field.Arguments.GetValueOrDefault("first") switch
    {
        GraphScalar { Value: long number } => number,
        GraphVariableUse use when variables.GetValueOrDefault(use.Name) is long number => number,
        _ => 1,
    };

    private static double Damped(double count) => Math.Min(count, Math.Ceiling(2 * Math.Log(count + 1)));
}

using GraphQL;
using GraphQL.Resolvers;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Answers each field from the <see cref="GraphNode"/> that it is asked of.</summary>
internal sealed class GraphNodeResolver : IFieldResolver
{
    public ValueTask<object?> ResolveAsync(IResolveFieldContext context) =>
        new(((GraphNode)context.Source!).Resolve(context.FieldDefinition.Name, GraphArguments.Of(context.Arguments)));
}

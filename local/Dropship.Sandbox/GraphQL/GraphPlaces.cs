using GraphQL.Validation;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Notes where each part of a document stands while the document is validated; it finds no fault itself.</summary>
internal sealed class GraphPlaces : ValidationRuleBase, INodeVisitor
{
    private readonly Dictionary<ASTNode, GraphPlace> _places = [];
    private readonly List<string> _path = [];
    private string _operation = string.Empty;
    private string? _variable;

    public IReadOnlyDictionary<ASTNode, GraphPlace> All => _places;

    public GraphPlace this[ASTNode node] => _places[node];

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(this);

    public ValueTask EnterAsync(ASTNode node, ValidationContext context)
    {
        switch (node)
        {
            case GraphQLOperationDefinition operation:
                var kind = operation.Operation == OperationType.Mutation ? "mutation" : "query";
                _operation = operation.Name?.StringValue ?? "anonymous " + kind;
                _path.Add(operation.Name is null ? kind : $"{kind} {operation.Name.StringValue}");
                break;
            case GraphQLFragmentDefinition fragment:
                _path.Add("fragment " + fragment.FragmentName.Name.StringValue);
                break;
            case GraphQLField field:
                _path.Add((field.Alias?.Name ?? field.Name).StringValue);
                break;
            case GraphQLVariableDefinition definition:
                _variable = definition.Variable.Name.StringValue;
                break;
        }

        var types = context.TypeInfo;
        _places[node] = new GraphPlace(
            [.. _path],
            _operation,
            types.GetParentType(),
            types.GetFieldDef(),
            types.GetArgument()?.Name,
            types.GetInputType(),
            _variable
        );
        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(ASTNode node, ValidationContext context)
    {
        switch (node)
        {
            case GraphQLOperationDefinition or GraphQLFragmentDefinition or GraphQLField:
                _path.RemoveAt(_path.Count - 1);
                break;
            case GraphQLVariableDefinition:
                _variable = null;
                break;
        }

        return ValueTask.CompletedTask;
    }
}

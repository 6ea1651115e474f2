namespace Dropship.Sandbox.GraphQL;

/// <summary>The types that the stand-in serves.</summary>
internal sealed class GraphSchema(IReadOnlyDictionary<string, GraphType> types)
{
    public IReadOnlyDictionary<string, GraphType> Types { get; } = types;

    public GraphType Query => Types["QueryRoot"];

    public GraphType Mutation => Types["Mutation"];
}

/// <summary>One type of the schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The keyword it is declared with.</param>
/// <param name="Fields">Fields of an object, interface or input.</param>
/// <param name="Members">Values of an enum.</param>
internal sealed record GraphType(string Name, string Kind, IReadOnlyDictionary<string, GraphFieldDefinition> Fields, IReadOnlySet<string> Members)
{
    public bool IsComposite => Kind is "type" or "interface" or "union";

    public bool IsConnection => Kind == "type" && Name.EndsWith("Connection", StringComparison.Ordinal);
}

/// <summary>A field of a type, or an argument of a field.</summary>
internal sealed record GraphFieldDefinition(
    string Name,
    GraphTypeRef Type,
    IReadOnlyDictionary<string, GraphFieldDefinition> Arguments,
    GraphValue? Default);

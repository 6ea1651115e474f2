namespace Dropship.Sandbox.GraphQL;

/// <summary>An executable document.</summary>
internal sealed record GraphDocument(IReadOnlyList<GraphOperation> Operations, IReadOnlyDictionary<string, GraphFragment> Fragments);

internal sealed record GraphOperation(
    string Kind,
    string? Name,
    IReadOnlyList<GraphVariable> Variables,
    IReadOnlyList<GraphSelection> Selections,
    GraphPosition At);

internal sealed record GraphFragment(string Name, string OnType, IReadOnlyList<GraphSelection> Selections, GraphPosition At);

internal sealed record GraphVariable(string Name, GraphTypeRef Type, GraphValue? Default, GraphPosition At);

internal sealed record GraphPosition(int Line, int Column);

internal sealed record GraphDirective(string Name, IReadOnlyDictionary<string, GraphValue> Arguments);

internal abstract record GraphSelection(IReadOnlyList<GraphDirective> Directives, GraphPosition At);

internal sealed record GraphField(
    string? Alias,
    string Name,
    IReadOnlyDictionary<string, GraphValue> Arguments,
    IReadOnlyList<GraphSelection> Selections,
    IReadOnlyList<GraphDirective> Directives,
    GraphPosition At) : GraphSelection(Directives, At)
{
    public string Key => Alias ?? Name;
}

internal sealed record GraphSpread(string Fragment, IReadOnlyList<GraphDirective> Directives, GraphPosition At) : GraphSelection(Directives, At);

internal sealed record GraphInline(string? OnType, IReadOnlyList<GraphSelection> Selections, IReadOnlyList<GraphDirective> Directives, GraphPosition At)
    : GraphSelection(Directives, At);

/// <summary>A value as written in a document.</summary>
internal abstract record GraphValue;

/// <param name="Value">null, bool, long, double or string.</param>
internal sealed record GraphScalar(object? Value) : GraphValue;

internal sealed record GraphEnum(string Name) : GraphValue;

internal sealed record GraphVariableUse(string Name, GraphPosition At) : GraphValue;

internal sealed record GraphList(IReadOnlyList<GraphValue> Items) : GraphValue;

internal sealed record GraphInputObject(IReadOnlyDictionary<string, GraphValue> Fields) : GraphValue;

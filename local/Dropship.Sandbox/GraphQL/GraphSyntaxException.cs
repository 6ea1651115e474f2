namespace Dropship.Sandbox.GraphQL;

/// <summary>The document is not GraphQL.</summary>
internal sealed class GraphSyntaxException(string message, int line, int column) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
